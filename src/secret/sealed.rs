//! The encrypted file's form: a header in the clear, then everything else sealed.
//!
//! ```text
//! bytes  what
//!    16  "stackday secrets"
//!     2  version of this form: 1
//!    12  Argon2id (version 1.3): memory in KiB, passes, lanes
//!    16  salt
//!    16  sign of the right passphrase: the second part of what Argon2id makes of it
//!    24  nonce, another at every write
//!     …  XChaCha20-Poly1305 of the entries; the header above is authenticated with them
//! ```
//! Numbers are little-endian. The key is the first part of what Argon2id makes; the sign tells a wrong passphrase from a
//! damaged file, and reveals nothing to a guesser that the AEAD tag does not.

use argon2::{Algorithm, Argon2, Version};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

const MAGIC: &[u8; 16] = b"stackday secrets";
const VERSION: u16 = 1;
const HEADER: usize = 16 + 2 + 12 + 16 + 16 + 24;
const TAG: usize = 16;

/// How much of a file is enough for [`Header::read`].
pub(super) const START: usize = HEADER + TAG;

/// How much work it is to try a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Params {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Params {
    /// For new files: RFC 9106's second recommendation, in one lane.
    const NEW: Self = Self {
        memory_kib: 64 << 10,
        passes: 3,
        lanes: 1,
    };

    /// Whether it can be worked out in seconds on a small machine: the writer of the file must not decide how much memory
    /// this program takes.
    fn bounded(self) -> bool {
        (1..=16).contains(&self.lanes)
            && (1..=16).contains(&self.passes)
            && (self.lanes * 8..=256 << 10).contains(&self.memory_kib)
    }
}

/// Why a file cannot be opened, whatever the passphrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Damage {
    /// It does not begin as such a file does.
    NotOurs,
    /// It is written in a form of this version, which this program does not know yet.
    Newer(u16),
    /// It ends too early.
    Short,
    /// It asks for more work than any stackday ever did.
    Unbounded,
    /// The seal is broken: a byte is not what it was.
    Broken,
}

impl Damage {
    pub(super) fn words(&self) -> String {
        match self {
            Self::NotOurs => "is no file of stackday's".to_owned(),
            Self::Newer(version) => format!("was written by a newer stackday (form {version})"),
            Self::Short => "is damaged: its end is missing".to_owned(),
            Self::Unbounded => {
                "is damaged: its header asks for a senseless amount of work".to_owned()
            }
            Self::Broken => "is damaged: its seal is broken".to_owned(),
        }
    }
}

/// What stands in the clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    params: Params,
    salt: [u8; 16],
    sign: [u8; 16],
    nonce: [u8; 24],
}

impl Header {
    /// Reads it from the first bytes of a file, [`START`] or more, and leaves the rest.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Damage> {
        let mut rest = bytes.strip_prefix(MAGIC).ok_or(Damage::NotOurs)?;
        let version = u16::from_le_bytes(take(&mut rest)?);
        match version {
            VERSION => {}
            0 => return Err(Damage::NotOurs),
            newer => return Err(Damage::Newer(newer)),
        }
        let mut number = || take(&mut rest).map(u32::from_le_bytes);
        let params = Params {
            memory_kib: number()?,
            passes: number()?,
            lanes: number()?,
        };
        let header = Self {
            params,
            salt: take(&mut rest)?,
            sign: take(&mut rest)?,
            nonce: take(&mut rest)?,
        };
        if rest.len() < TAG {
            return Err(Damage::Short);
        }
        if !params.bounded() {
            return Err(Damage::Unbounded);
        }
        Ok(header)
    }

    fn write(&self) -> Vec<u8> {
        let Params {
            memory_kib,
            passes,
            lanes,
        } = self.params;
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        for number in [memory_kib, passes, lanes] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&self.salt);
        bytes.extend_from_slice(&self.sign);
        bytes.extend_from_slice(&self.nonce);
        bytes
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], Damage> {
    let (taken, rest) = bytes.split_first_chunk().ok_or(Damage::Short)?;
    *bytes = rest;
    Ok(*taken)
}

/// What a passphrase was worked into. Zeroized when dropped.
pub(super) struct Key {
    params: Params,
    salt: [u8; 16],
    sign: [u8; 16],
    sealing: Zeroizing<[u8; 32]>,
}

impl Key {
    /// The key of a new file.
    pub(super) fn new(passphrase: &[u8]) -> Result<Self, String> {
        let mut salt = [0; 16];
        random(&mut salt)?;
        Self::derive(passphrase, Params::NEW, salt)
    }

    /// The key of a file, if the passphrase is the right one.
    pub(super) fn of(header: &Header, passphrase: &[u8]) -> Result<Option<Self>, String> {
        let key = Self::derive(passphrase, header.params, header.salt)?;
        Ok(Some(key).filter(|key| key.sign == header.sign))
    }

    fn derive(passphrase: &[u8], params: Params, salt: [u8; 16]) -> Result<Self, String> {
        let Params {
            memory_kib,
            passes,
            lanes,
        } = params;
        let mut made = Zeroizing::new([0; 48]);
        argon2::Params::new(memory_kib, passes, lanes, Some(made.len()))
            .and_then(|params| {
                Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(
                    passphrase,
                    &salt,
                    made.as_mut(),
                )
            })
            .map_err(|error| format!("the passphrase could not be worked out: {error}"))?;
        let mut sealing = Zeroizing::new([0; 32]);
        let mut sign = [0; 16];
        sealing.copy_from_slice(&made[..32]);
        sign.copy_from_slice(&made[32..]);
        Ok(Self {
            params,
            salt,
            sign,
            sealing,
        })
    }

    /// Whether the file of this header was made with this passphrase, and not begun anew with another one.
    pub(super) fn fits(&self, header: &Header) -> bool {
        self.params == header.params && self.salt == header.salt && self.sign == header.sign
    }

    /// The whole file.
    pub(super) fn seal(&self, content: &[u8]) -> Result<Vec<u8>, String> {
        let mut nonce = [0; 24];
        random(&mut nonce)?;
        let mut file = Header {
            params: self.params,
            salt: self.salt,
            sign: self.sign,
            nonce,
        }
        .write();
        let payload = Payload {
            msg: content,
            aad: &file,
        };
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| "it could not be sealed".to_owned())?;
        file.extend_from_slice(&sealed);
        Ok(file)
    }

    /// The content of a file whose header this is.
    pub(super) fn open(&self, header: &Header, file: &[u8]) -> Result<Zeroizing<Vec<u8>>, Damage> {
        let (aad, msg) = file.split_at_checked(HEADER).ok_or(Damage::Short)?;
        self.cipher()
            .decrypt(&XNonce::from(header.nonce), Payload { msg, aad })
            .map(Zeroizing::new)
            .map_err(|_| Damage::Broken)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.sealing).into())
    }
}

fn random(bytes: &mut [u8]) -> Result<(), String> {
    getrandom::fill(bytes).map_err(|error| format!("this machine gives no random numbers: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_opens_with_its_passphrase_alone_and_shows_nothing() {
        let key = Key::new(b"right").expect("a key");
        let file = key.seal(b"hush hush hush").expect("sealed");
        assert!(!file.windows(4).any(|part| part == b"hush"));
        let header = Header::read(&file).expect("a header");
        assert!(Key::of(&header, b"wrong").expect("worked out").is_none());
        let key = Key::of(&header, b"right")
            .expect("worked out")
            .expect("right");
        assert!(key.fits(&header));
        assert_eq!(
            &**key.open(&header, &file).expect("opened"),
            b"hush hush hush"
        );
        let again = key.seal(b"hush hush hush").expect("sealed");
        assert_ne!(Header::read(&again).expect("a header").nonce, header.nonce);
    }

    #[test]
    fn every_changed_byte_is_noticed_and_nothing_is_worked_out_for_a_hostile_header() {
        let key = Key::new(b"right").expect("a key");
        let file = key.seal(b"content").expect("sealed");
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 0x40;
            match Header::read(&changed) {
                Err(damage) => assert!(at < 30, "{at}: {damage:?}"),
                Ok(header) => {
                    let opened = key.open(&header, &changed);
                    assert_eq!(opened.err(), Some(Damage::Broken), "byte {at}");
                }
            }
            assert!(Header::read(&file[..at]).is_err() || at >= HEADER + TAG);
        }
    }

    #[test]
    fn a_header_cannot_ask_for_senseless_work() {
        let file = Key::new(b"x").expect("a key").seal(b"").expect("sealed");
        for (at, number) in [
            (18, 1 << 30),
            (18, 0),
            (18, u32::MAX),
            (22, 1_000),
            (22, 0),
            (26, 0),
            (26, u32::MAX),
        ] {
            let mut hostile = file.clone();
            hostile[at..at + 4].copy_from_slice(&u32::to_le_bytes(number));
            assert_eq!(
                Header::read(&hostile),
                Err(Damage::Unbounded),
                "{at} {number}"
            );
        }
        let mut newer = file.clone();
        newer[16] = 2;
        assert_eq!(Header::read(&newer), Err(Damage::Newer(2)));
        assert_eq!(Header::read(b"{}"), Err(Damage::NotOurs));
        assert_eq!(Header::read(&file[..60]), Err(Damage::Short));
    }
}
