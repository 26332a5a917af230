//! A server with a certificate of its own making.

use std::io::Write as _;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use stackday::http::{Call, DoorOptions, Failure, Reply, TlsProblem};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use url::Url;

use crate::support::{answering, door, get, http, listener, once, options, parse, send, written};

const ISSUER: &str = "CN=Corp Proxy CA, O=Corp";

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        let name = &mut params.distinguished_name;
        name.push(DnType::CommonName, "Corp Proxy CA");
        name.push(DnType::OrganizationName, "Corp");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("an authority"))
    }

    /// A file with this authority, behind another one.
    fn file(&self) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        let other = Self::new().0.pem();
        write!(file, "{other}\n{}", self.0.pem()).expect("written");
        file
    }

    /// Serves one fixed answer, with a certificate that `change` has had its way with.
    async fn server(&self, change: impl FnOnce(&mut CertificateParams)) -> Url {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        change(&mut params);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("a server");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = listener().await;
        let port = listener.local_addr().expect("an address").port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that refuses the certificate makes this fail.
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    continue;
                };
                if stream.read(&mut [0; 4_096]).await.is_ok() {
                    let _ = stream.write_all(&http(200, "", "secure")).await;
                    let _ = stream.shutdown().await;
                }
            }
        });
        parse(&format!("https://localhost:{port}/"))
    }
}

/// A server whose certificate nobody trusts.
pub async fn untrusted() -> Url {
    Authority::new().server(|_| ()).await
}

async fn call(options: DoorOptions, url: Url) -> Result<Reply, Failure> {
    let (door, _entries) = door(options);
    send(&door, Call::get("planday", "try", url)).await
}

fn trusting(file: &tempfile::NamedTempFile) -> DoorOptions {
    DoorOptions {
        ca_file: Some(file.path().to_owned()),
        ..options()
    }
}

fn refusal(ended: Result<Reply, Failure>) -> TlsProblem {
    match ended {
        Err(Failure::Tls {
            problem, issuer, ..
        }) => {
            assert_eq!(issuer.expect("an issuer").as_str(), ISSUER);
            problem
        }
        other => panic!("no refusal: {other:?}"),
    }
}

#[tokio::test]
async fn an_unknown_issuer_is_named() {
    let (door, mut entries) = door(options());
    let url = untrusted().await;
    let ended = send(&door, Call::get("planday", "try", url)).await;
    let entries = written(&mut entries);
    // It was asked once: a second time is no better.
    assert_eq!(entries.len(), 1);
    let text = &entries[0].text;
    assert!(text.contains(&format!("(issued by {ISSUER})")), "{text}");
    let problem = refusal(ended);
    // A machine without roots says so instead.
    let expected = [TlsProblem::UnknownIssuer, TlsProblem::NoRoots];
    assert!(expected.contains(&problem), "{problem:?}");
}

#[tokio::test]
async fn a_file_of_certificates_is_trusted() {
    let authority = Authority::new();
    let url = authority.server(|_| ()).await;
    let reply = call(trusting(&authority.file()), url).await;
    assert_eq!(reply.expect("an answer").text(), "secure");
    let ended = call(trusting(&authority.file()), untrusted().await).await;
    assert_eq!(refusal(ended), TlsProblem::UnknownIssuer);
}

#[tokio::test]
async fn a_bad_certificate_of_a_trusted_issuer_says_what_is_wrong() {
    let authority = Authority::new();
    let file = authority.file();
    let other_name: fn(&mut CertificateParams) = |params| {
        let names = vec!["other.example".to_owned()];
        *params = CertificateParams::new(names).expect("a name");
    };
    let old: fn(&mut CertificateParams) = |params| params.not_after = date_time_ymd(2001, 1, 1);
    let new: fn(&mut CertificateParams) = |params| params.not_before = date_time_ymd(4000, 1, 1);
    for (change, expected) in [
        (old, TlsProblem::Expired),
        (new, TlsProblem::NotYetValid),
        (other_name, TlsProblem::WrongName),
    ] {
        let url = authority.server(change).await;
        assert_eq!(refusal(call(trusting(&file), url).await), expected);
    }
}

/// A port that does not speak TLS.
pub async fn port_without_tls() -> u16 {
    let listener = listener().await;
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4_096]).await;
            let _ = stream.write_all(&http(400, "", "no TLS here")).await;
        }
    });
    port
}

#[tokio::test]
async fn a_port_without_tls_says_so() {
    let port = port_without_tls().await;
    let url = parse(&format!("https://127.0.0.1:{port}/"));
    let failure = call(once(), url).await.expect_err("a failure").to_string();
    assert!(failure.contains("does not speak TLS"), "{failure}");
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_a_failure_until_it_can() {
    let (address, _requests) = answering(vec![http(200, "", "")]).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("roots.pem");
    let (door, mut entries) = door(DoorOptions {
        ca_file: Some(path.clone()),
        ..options()
    });
    let failure = send(&door, get(address, "/")).await.expect_err("a failure");
    assert!(matches!(failure, Failure::Setup { .. }), "{failure}");
    assert!(failure.to_string().contains("roots.pem"), "{failure}");
    assert!(written(&mut entries)[0].text.contains("was not sent"));
    std::fs::copy(Authority::new().file().path(), &path).expect("written");
    assert!(send(&door, get(address, "/")).await.is_ok());
}
