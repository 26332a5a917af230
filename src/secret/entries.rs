//! The secrets of one file, and their form within it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::Secret;

/// Secrets by their names, each with the time when it was put there. The values are zeroized when dropped.
#[derive(Debug, Clone, Default)]
pub(super) struct Entries(pub(super) BTreeMap<String, Entry>);

/// One secret.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) secret: Secret,
    pub(super) at: Timestamp,
}

impl Entries {
    /// As bytes: of each entry its name, its time and its value, each with its length before it.
    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let times: Vec<_> = self.0.values().map(|entry| entry.at.to_string()).collect();
        let texts = || {
            let entries = self.0.iter().zip(&times);
            entries.flat_map(|((name, entry), at)| [name, at.as_str(), entry.secret.expose()])
        };
        let room = texts().map(|text| text.len() + 4).sum();
        // All the room at once: growing would leave copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(room));
        for text in texts() {
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            bytes.extend_from_slice(&length.to_le_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes
    }

    /// Reads them back. None if these are not such bytes.
    pub(super) fn decode(mut bytes: &[u8]) -> Option<Self> {
        let mut entries = BTreeMap::new();
        while !bytes.is_empty() {
            let name = text(&mut bytes)?.to_owned();
            let at = text(&mut bytes)?.parse().ok()?;
            let secret = Secret::new(text(&mut bytes)?);
            entries.insert(name, Entry { secret, at });
        }
        Some(Self(entries))
    }
}

fn text<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    let (length, rest) = bytes.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (text, rest) = rest.split_at_checked(length)?;
    *bytes = rest;
    std::str::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_comes_back_and_a_part_of_it_does_not() {
        let mut entries = Entries::default();
        for (name, value) in [("token/1", "hush"), ("api-key/løn", "")] {
            let secret = Secret::new(value);
            let at = Timestamp::UNIX_EPOCH;
            entries.0.insert(name.to_owned(), Entry { secret, at });
        }
        let bytes = entries.encode();
        let back = Entries::decode(&bytes).expect("the same");
        assert_eq!(back.0["token/1"].secret, Secret::new("hush"));
        assert_eq!(back.0["api-key/løn"].at, Timestamp::UNIX_EPOCH);
        assert!(Entries::decode(&bytes[..bytes.len() - 1]).is_none());
        assert!(Entries::decode(&[255; 8]).is_none());
        assert!(!format!("{entries:?}").contains("hush"));
    }
}
