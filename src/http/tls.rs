//! Whom this program trusts, and who issued the certificate that it refused.

use std::error::Error;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, OtherError, RootCertStore,
    SignatureScheme,
};
use x509_cert::Certificate;
use x509_cert::der::Decode as _;

use super::certificates;
use super::failure::{Failure, TlsProblem};

/// Builds the TLS side of a client: the platform's roots, and these.
///
/// A machine without roots gets one that refuses every certificate, for plain http to this machine needs none.
pub(super) fn config(extra: Vec<CertificateDer<'static>>) -> Result<ClientConfig, Failure> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let inner = rustls_platform_verifier::Verifier::new_with_extra_roots(extra, provider.clone())
        .map(|verifier| Arc::new(verifier) as Arc<dyn ServerCertVerifier>)
        .ok();
    build(inner, provider).map_err(|error| Failure::Setup {
        problem: format!("secure connections cannot be set up: {error}"),
        next: "Report it: this is a fault of stackday.",
    })
}

fn build(
    inner: Option<Arc<dyn ServerCertVerifier>>,
    provider: Arc<CryptoProvider>,
) -> Result<ClientConfig, rustls::Error> {
    let schemes = provider
        .signature_verification_algorithms
        .supported_schemes();
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Verifier { inner, schemes }))
        .with_no_client_auth())
}

/// The certificates of a file that a setting names; `source` is the setting.
pub(super) fn ca_file(path: &Path, source: &str) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let setup = |problem: String| Failure::Setup {
        problem: format!("{source}: {problem}"),
        next: "Name a readable file with CA certificates there, in PEM or DER form.",
    };
    let certificates = certificates::read(path).map_err(setup)?;
    // The platform's verifier does not tell a bad extra root from a machine without roots.
    let mut store = RootCertStore::empty();
    for certificate in &certificates {
        store.add(certificate.clone()).map_err(|error| {
            setup(format!(
                "{} holds an unusable certificate: {error}",
                path.display()
            ))
        })?;
    }
    Ok(certificates)
}

/// The platform's verifier, which adds to a refusal who issued the certificate.
#[derive(Debug)]
struct Verifier {
    /// `None` on a machine without roots.
    inner: Option<Arc<dyn ServerCertVerifier>>,
    schemes: Vec<SignatureScheme>,
}

impl Verifier {
    fn trusted(&self) -> Result<&dyn ServerCertVerifier, rustls::Error> {
        self.inner
            .as_deref()
            .ok_or_else(|| refusal(TlsProblem::NoRoots, None))
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.trusted()
            .and_then(|inner| {
                inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            })
            .map_err(|error| {
                let problem = find_refusal(&error)
                    .map_or_else(|| problem(&error), |refused| refused.problem.clone());
                refusal(problem, issuer(end_entity))
            })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.trusted()?
            .verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.trusted()?
            .verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.as_ref().map_or_else(
            || self.schemes.clone(),
            |inner| inner.supported_verify_schemes(),
        )
    }
}

/// A refused certificate. It travels inside the TLS error of its own connection, so that no other's can be taken for it.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) problem: TlsProblem,
    /// As the certificate says it: not cleaned.
    pub(super) issuer: Option<String>,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(f)
    }
}

impl Error for Refused {}

fn refusal(problem: TlsProblem, issuer: Option<String>) -> rustls::Error {
    rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(Refused {
        problem,
        issuer,
    }))))
}

/// The refusal in a TLS error, if it is one.
pub(super) fn find_refusal(error: &rustls::Error) -> Option<&Refused> {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(inner))) => {
            inner.downcast_ref()
        }
        _ => None,
    }
}

/// What a TLS error that is no refusal of ours says.
pub(super) fn problem(error: &rustls::Error) -> TlsProblem {
    match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            // A bad signature is that of an issuer who only has the name of a trusted one: an authority with a new key.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                TlsProblem::UnknownIssuer
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                TlsProblem::Expired
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                TlsProblem::NotYetValid
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                TlsProblem::WrongName
            }
            other => TlsProblem::Other(format!("its certificate was refused: {other}")),
        },
        rustls::Error::InvalidMessage(_) => {
            TlsProblem::Other("it does not speak TLS on this port".to_owned())
        }
        other => TlsProblem::Other(other.to_string()),
    }
}

/// The issuer's name in a certificate: `CN=Corp Proxy CA, O=Corp`.
fn issuer(certificate: &CertificateDer<'_>) -> Option<String> {
    let certificate = Certificate::from_der(certificate).ok()?;
    let mut parts: Vec<String> = certificate
        .tbs_certificate
        .issuer
        .0
        .iter()
        .rev()
        .map(ToString::to_string)
        .collect();
    // The common name says most, wherever the certificate has it.
    parts.sort_by_key(|part| !part.starts_with("CN="));
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};

    use super::*;

    fn certificate(name: DistinguishedName) -> rcgen::Certificate {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).expect("parameters");
        params.distinguished_name = name;
        params
            .self_signed(&KeyPair::generate().expect("a key"))
            .expect("a certificate")
    }

    fn file(content: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(content.as_bytes()).expect("written");
        file
    }

    fn setup_problem(path: &Path) -> String {
        match ca_file(path, "STACKDAY_CA_FILE") {
            Err(Failure::Setup { problem, .. }) => problem,
            other => panic!("no setup problem: {other:?}"),
        }
    }

    #[test]
    fn the_issuer_is_named_with_its_common_name_first() {
        let mut name = DistinguishedName::new();
        name.push(DnType::CountryName, "DK");
        name.push(DnType::CommonName, "Corp Proxy CA");
        name.push(DnType::OrganizationName, "Corp");
        assert_eq!(
            issuer(certificate(name).der()).as_deref(),
            Some("CN=Corp Proxy CA, O=Corp, C=DK")
        );
        assert_eq!(issuer(certificate(DistinguishedName::new()).der()), None);
        assert_eq!(issuer(&CertificateDer::from(vec![1, 2, 3])), None);
    }

    #[test]
    fn a_machine_without_roots_refuses_every_certificate_and_says_why() {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        assert!(build(None, provider.clone()).is_ok());
        let schemes = provider
            .signature_verification_algorithms
            .supported_schemes();
        let verifier = Verifier {
            inner: None,
            schemes,
        };
        assert!(!verifier.supported_verify_schemes().is_empty());
        let error = verifier
            .verify_server_cert(
                certificate(DistinguishedName::new()).der(),
                &[],
                &ServerName::try_from("localhost").expect("a name"),
                &[],
                UnixTime::now(),
            )
            .expect_err("a refusal");
        let refused = find_refusal(&error).expect("ours");
        assert_eq!(refused.problem, TlsProblem::NoRoots);
    }

    #[test]
    fn a_file_of_certificates_that_is_none_says_so() {
        let missing = tempfile::tempdir().expect("a folder");
        assert!(setup_problem(&missing.path().join("none.pem")).contains("cannot be read"));
        assert!(setup_problem(file("no PEM at all").path()).contains("holds no certificate"));
        let broken = "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n";
        assert!(setup_problem(file(broken).path()).contains("is not valid PEM"));
        let wrong = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(setup_problem(file(wrong).path()).contains("unusable"));
        let good = certificate(DistinguishedName::new()).pem();
        let good = ca_file(file(&format!("{good}{good}")).path(), "");
        assert!(config(good.expect("certificates")).is_ok());
        assert!(setup_problem(Path::new("/nonexistent")).starts_with("STACKDAY_CA_FILE: "));
    }

    #[test]
    fn what_a_certificate_lacks_has_a_name() {
        let problem = |error| problem(&rustls::Error::InvalidCertificate(error));
        for (error, expected) in [
            (CertificateError::UnknownIssuer, TlsProblem::UnknownIssuer),
            (CertificateError::Expired, TlsProblem::Expired),
            (CertificateError::NotValidYet, TlsProblem::NotYetValid),
            (CertificateError::NotValidForName, TlsProblem::WrongName),
        ] {
            assert_eq!(problem(error), expected);
        }
        assert!(matches!(
            problem(CertificateError::Revoked),
            TlsProblem::Other(_)
        ));
    }
}
