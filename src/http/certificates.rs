//! Files of certificates: read in every usual form, and what they hold instead where they hold none.

use std::ffi::OsString;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{self, PemObject as _};
use x509_cert::Certificate;
use x509_cert::der::Decode as _;

use crate::domain::decoding::decode;
use crate::domain::text;
use crate::storage::open_stream;

/// The largest file that is read, in bytes: what all systems trust together is a few hundred kilobytes.
const LARGEST: u64 = 16 * 1024 * 1024;

/// What the environment says in the place of the system's own certificates (as OpenSSL reads it).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RootFiles {
    /// `SSL_CERT_FILE`.
    file: Option<OsString>,
    /// `SSL_CERT_DIR`: folders, separated as in `PATH`.
    folders: Option<OsString>,
}

impl RootFiles {
    pub(super) fn of(env: &dyn Fn(&str) -> Option<OsString>) -> Self {
        Self {
            file: env("SSL_CERT_FILE"),
            folders: env("SSL_CERT_DIR").filter(|folders| !folders.is_empty()),
        }
    }

    /// The certificates of the file. What is named and cannot be used is an error that names the variable: otherwise
    /// every certificate would be refused, and nobody would know why.
    ///
    /// The folders are only looked at: the platform's verifier reads them itself. It reads the file too, but not in every
    /// form that this reads.
    pub(super) fn read(&self) -> Result<Vec<CertificateDer<'static>>, String> {
        let mut certificates = Vec::new();
        if let Some(file) = &self.file {
            if file.is_empty() {
                return Err("SSL_CERT_FILE is set and empty".to_owned());
            }
            let path = Path::new(file);
            let all = read(path).map_err(|problem| format!("SSL_CERT_FILE: {problem}"))?;
            // Of a whole system's certificates an odd one is nobody's fault here.
            let mut store = RootCertStore::empty();
            certificates = all;
            certificates.retain(|certificate| store.add(certificate.clone()).is_ok());
            if certificates.is_empty() {
                return Err(format!(
                    "SSL_CERT_FILE: {} holds no usable certificate",
                    path.display()
                ));
            }
        }
        let mut found = !certificates.is_empty();
        if let Some(folders) = &self.folders {
            for folder in std::env::split_paths(folders).filter(|path| !path.as_os_str().is_empty())
            {
                let files = files_in(&folder).map_err(|error| {
                    format!("SSL_CERT_DIR: {} cannot be read: {error}", folder.display())
                })?;
                found = found || files.iter().any(|file| read(file).is_ok());
            }
            if !found {
                return Err("SSL_CERT_DIR: there is no certificate in it".to_owned());
            }
        }
        Ok(certificates)
    }
}

fn files_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?;
    // A link that leads nowhere is ordinary there.
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    Ok(files.filter(|path| path.is_file()).collect())
}

/// The certificates in a file. The error is a phrase that begins with the file's name.
pub(super) fn read(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let name = path.display();
    let mut bytes = Vec::new();
    // A pipe may carry them, and a named one that no program writes to must not be waited for.
    open_stream(path)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(|error| format!("{name} cannot be read: {error}"))?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("{name} is too large for a file of certificates"));
    }
    in_bytes(&bytes, path).map_err(|problem| format!("{name} {problem}"))
}

fn in_bytes(bytes: &[u8], path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    if bytes.is_empty() {
        return Err("is empty".to_owned());
    }
    // Every DER file here is one sequence, longer than one byte can say.
    if let [0x30, 0x81..=0x84, ..] = bytes {
        return in_der(bytes, path);
    }
    let decoded = decode(bytes).map_err(|_| "is neither PEM nor DER".to_owned())?;
    // Copied out of YAML or a mail, the lines begin with white space.
    let lines: Vec<_> = decoded.text.lines().map(str::trim).collect();
    let text = lines.join("\n");
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(text.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|error| in_words(&error))?;
    if certificates.is_empty() {
        return Err(instead(&text, path));
    }
    Ok(certificates)
}

/// Why a text is no valid PEM.
fn in_words(error: &pem::Error) -> String {
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    match error {
        pem::Error::MissingSectionEnd { end_marker } => format!(
            "is cut short: the line “-----END {}-----” is missing; copy the whole file again",
            words(end_marker)
                .trim_start_matches("-----END ")
                .trim_end_matches('-')
        ),
        pem::Error::IllegalSectionStart { line } => format!(
            "is not valid PEM: “{}” is no such line as begins a certificate",
            text::line(&words(line), 80)
        ),
        pem::Error::Base64Decode(why) => {
            format!("is not valid PEM: between its BEGIN and END lines is no Base64: {why}")
        }
        other => format!("is not valid PEM: {other}"),
    }
}

/// What a text without a certificate is.
fn instead(text: &str, path: &Path) -> String {
    let file = path.display();
    let begins = |what: &str| text.contains(&format!("-----BEGIN {what}"));
    if text.contains("PRIVATE KEY-----") {
        "holds a private key and no certificate: name the file with the CA certificate, and keep the key to yourself".to_owned()
    } else if begins("CERTIFICATE REQUEST") || begins("NEW CERTIFICATE REQUEST") {
        "holds a request for a certificate and no certificate".to_owned()
    } else if begins("TRUSTED CERTIFICATE") {
        format!(
            "holds certificates in OpenSSL's own form; convert it: openssl x509 -in {file} -out ca.pem"
        )
    } else if begins("PKCS7") {
        format!("is PKCS #7; convert it: openssl pkcs7 -print_certs -in {file} -out ca.pem")
    } else {
        "holds no certificate".to_owned()
    }
}

/// The one certificate of a DER file; or which other file of that form it is.
fn in_der(bytes: &[u8], path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    /// The object identifier of PKCS #7 signed data, encoded.
    const SIGNED_DATA: [u8; 11] = [
        0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02,
    ];
    if Certificate::from_der(bytes).is_ok() {
        return Ok(vec![CertificateDer::from(bytes.to_vec())]);
    }
    let file = path.display();
    let start = &bytes[..bytes.len().min(32)];
    let holds = |sign: &[u8]| start.windows(sign.len()).any(|window| window == sign);
    // PKCS #12 begins with its version, which is 3.
    Err(if holds(&SIGNED_DATA) {
        format!(
            "is PKCS #7; convert it: openssl pkcs7 -inform der -print_certs -in {file} -out ca.pem"
        )
    } else if holds(&[0x02, 0x01, 0x03, 0x30]) {
        format!("is PKCS #12; convert it: openssl pkcs12 -in {file} -cacerts -nokeys -out ca.pem")
    } else if holds(&[0x02, 0x01, 0x00]) {
        "holds a private key and no certificate: name the file with the CA certificate, and keep the key to yourself".to_owned()
    } else {
        "is in DER form and holds no certificate that can be read".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::ffi::OsStringExt as _;

    use rcgen::{CertificateParams, KeyPair};

    use super::*;

    fn certificate() -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("parameters");
        (params.self_signed(&key).expect("a certificate"), key)
    }

    fn utf16(text: &str) -> Vec<u8> {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(units).collect()
    }

    fn count(bytes: &[u8]) -> Result<usize, String> {
        in_bytes(bytes, Path::new("corp.crt")).map(|all| all.len())
    }

    #[test]
    fn a_certificate_is_read_in_every_form_that_editors_and_systems_leave_it_in() {
        let (certificate, key) = certificate();
        let pem = certificate.pem();
        let indented: String = format!(
            "    {}\r\n",
            pem.lines().collect::<Vec<_>>().join("\r\n    ")
        );
        let forms: [(&str, Vec<u8>); 8] = [
            ("plain", pem.clone().into_bytes()),
            ("marked", format!("\u{feff}{pem}").into_bytes()),
            ("UTF-16", utf16(&pem)),
            ("CRLF", pem.replace('\n', "\r\n").into_bytes()),
            ("indented", indented.into_bytes()),
            ("with words", format!("Corp\n{pem}\nend").into_bytes()),
            (
                "with its key",
                format!("{}{pem}", key.serialize_pem()).into_bytes(),
            ),
            ("DER", certificate.der().to_vec()),
        ];
        for (form, bytes) in forms {
            assert_eq!(count(&bytes), Ok(1), "{form}");
        }
        assert_eq!(count(format!("{pem}{pem}").as_bytes()), Ok(2));
    }

    #[test]
    fn what_a_file_holds_instead_is_named_and_how_to_convert_it() {
        let (certificate, key) = certificate();
        let as_if = |what: &str| certificate.pem().replace("CERTIFICATE", what).into_bytes();
        let pkcs7 = [
            &[0x30, 0x82, 1, 0, 6, 9][..],
            &[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 7, 2],
        ];
        for (bytes, expected) in [
            (Vec::new(), "is empty"),
            (b"hello".to_vec(), "holds no certificate"),
            (b"\x00\xff\x01".to_vec(), "neither PEM nor DER"),
            (key.serialize_pem().into_bytes(), "a private key"),
            (key.serialize_der(), "a private key"),
            (vec![0x30, 0x82, 1, 0, 4, 1, 0, 2], "DER form"),
            (as_if("CERTIFICATE REQUEST"), "a request for a certificate"),
            (as_if("TRUSTED CERTIFICATE"), "openssl x509 -in corp.crt"),
            (as_if("PKCS7"), "openssl pkcs7 -print_certs -in corp.crt"),
            (pkcs7.concat(), "openssl pkcs7 -inform der"),
            (vec![0x30, 0x82, 1, 0, 2, 1, 3, 0x30], "openssl pkcs12"),
            (vec![0x30, 0x82, 1, 0, 2, 1, 0, 2], "a private key"),
            (
                as_if("CERTIFICATE")[..90].to_vec(),
                "is cut short: the line “-----END CERTIFICATE-----” is missing",
            ),
        ] {
            let said = count(&bytes).expect_err(expected);
            assert!(said.contains(expected), "{expected}: {said}");
        }
    }

    #[test]
    fn a_named_pipe_that_no_program_writes_to_is_not_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo").success());
        let said = super::read(&pipe).expect_err("nobody writes");
        assert!(said.contains("a pipe that no program writes to"), "{said}");
        let env = |name: &str| (name == "SSL_CERT_FILE").then(|| pipe.clone().into_os_string());
        let said = RootFiles::of(&env).read().expect_err("nobody writes");
        assert!(said.starts_with("SSL_CERT_FILE: "), "{said}");
    }

    #[test]
    fn the_environment_s_files_are_named_where_they_cannot_be_used() {
        let folder = tempfile::tempdir().expect("a folder");
        let good = folder.path().join("good.pem");
        fs::write(&good, certificate().0.pem()).expect("written");
        let empty = folder.path().join("empty");
        fs::create_dir(&empty).expect("a folder");
        let (good, there) = (good.into_os_string(), folder.path().as_os_str().to_owned());
        let (empty, none) = (empty.into_os_string(), OsString::from("/nonexistent"));
        let odd = OsString::from_vec(b"/nonexistent/\xff".to_vec());
        let read = |file: Option<&OsString>, folders: Option<&OsString>| {
            RootFiles::of(&|name| match name {
                "SSL_CERT_FILE" => file.cloned(),
                _ => folders.cloned(),
            })
            .read()
            .map(|all| all.len())
        };
        assert_eq!(read(None, None), Ok(0));
        assert_eq!(read(None, Some(&OsString::new())), Ok(0));
        assert_eq!(read(Some(&good), None), Ok(1));
        assert_eq!(read(Some(&good), Some(&empty)), Ok(1));
        assert_eq!(
            read(None, Some(&there)),
            Ok(0),
            "the verifier reads folders"
        );
        for (file, folders, variable) in [
            (Some(&OsString::new()), None, "SSL_CERT_FILE"),
            (Some(&none), None, "SSL_CERT_FILE"),
            (Some(&odd), None, "SSL_CERT_FILE"),
            (Some(&there), None, "SSL_CERT_FILE"),
            (None, Some(&none), "SSL_CERT_DIR"),
            (None, Some(&empty), "SSL_CERT_DIR"),
            (None, Some(&good), "SSL_CERT_DIR"),
            (Some(&good), Some(&none), "SSL_CERT_DIR"),
        ] {
            let said = read(file, folders).expect_err(variable);
            assert!(said.starts_with(variable), "{said}");
        }
    }
}
