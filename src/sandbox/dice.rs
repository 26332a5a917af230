//! Made-up ids and tokens, the same in every run.
//!
//! A rehearsal that prints the same values each time can be followed from a page, and compared in a test.
//! Nothing here guards anything: the sandbox listens on loopback and holds nothing real.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

/// A source of values that look random (`SplitMix64`).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The one starting point.
    pub fn new() -> Self {
        Self(0x5AD7_C0DE_0000_2026)
    }

    /// Another starting point, for what must not depend on how often the one is asked.
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// A place in a list of this many; 0 in an empty one.
    pub fn below(&mut self, count: usize) -> usize {
        let drawn = usize::try_from(self.next() >> 32).unwrap_or_default();
        drawn.checked_rem(count).unwrap_or_default()
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Any number of bytes.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        std::iter::repeat_with(|| self.next().to_le_bytes())
            .flatten()
            .take(count)
            .collect()
    }

    /// A lower-case UUID: App Ids and connector profile ids (planday.md 1.1, stackone.md 2.2).
    pub fn uuid(&mut self) -> String {
        self.guid().to_string()
    }

    /// A Planday Token: 22 characters, the base64url of a version-4 GUID (planday.md 1.1).
    pub fn planday_token(&mut self) -> String {
        URL_SAFE_NO_PAD.encode(self.guid().as_bytes())
    }

    /// An opaque base64url handle made of this many bytes.
    pub fn handle(&mut self, bytes: usize) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes(bytes))
    }

    /// A numeric-looking `StackOne` account id of 20 digits (stackone.md 3).
    pub fn account_id(&mut self) -> String {
        format!(
            "{:020}",
            40_000_000_000_000_000_000_u128 + u128::from(self.next()) / 4
        )
    }

    fn guid(&mut self) -> Uuid {
        let bytes = (u128::from(self.next()) << 64) | u128::from(self.next());
        uuid::Builder::from_random_bytes(bytes.to_be_bytes()).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_have_the_documented_shapes() {
        let mut dice = Dice::new();
        let token = dice.planday_token();
        assert_eq!(token.len(), 22);
        assert!(
            token
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        );
        assert_eq!(dice.uuid().len(), 36);
        let id = dice.account_id();
        assert_eq!(
            (id.len(), id.chars().all(|c| c.is_ascii_digit())),
            (20, true)
        );
        assert_ne!(dice.uuid(), dice.uuid());
    }
}
