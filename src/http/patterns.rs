//! Patterns that are looked for all at once: one look per place in the text, however many there are.
//!
//! A pattern is found whole, and cut: its first `least` bytes are enough. Patterns that share those bytes (access tokens of one
//! issuer do) lie in order, so that the longest match among them is one binary search away.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::ops::Range;

use zeroize::Zeroizing;

/// The fewest bytes of a pattern.
pub(super) const SHORTEST: usize = 4;

/// What is looked for.
#[derive(Clone)]
pub(super) struct Pattern {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// How many of its first bytes are enough: all, where a cut one is not looked for.
    pub(super) least: usize,
    /// Whether the character before it, or behind it, holds some bits of the secret besides a neighbour's.
    pub(super) shared: (bool, bool),
}

/// A match.
pub(super) struct Match {
    pub(super) range: Range<usize>,
    /// As in [`Pattern::shared`]; behind a cut pattern nothing is shared.
    pub(super) shared: (bool, bool),
}

/// The patterns of one alphabet.
#[derive(Default)]
pub(super) struct Index {
    /// The first two bytes that there are, as bits: most places of a text end here.
    pairs: Vec<u64>,
    /// By the first bytes: which lengths of head there are, and how many patterns have each.
    lengths: HashMap<[u8; SHORTEST], Vec<(usize, usize)>>,
    /// By the hash of the head (the first `least` bytes), in order.
    heads: HashMap<u64, Vec<Pattern>>,
    hasher: RandomState,
}

impl Index {
    /// Adds a pattern. One that is too short, or known already, changes nothing.
    pub(super) fn insert(&mut self, pattern: Pattern) {
        let Some(key) = pattern.bytes.first_chunk().copied() else {
            return;
        };
        let bucket = self
            .heads
            .entry(self.hasher.hash_one(&pattern.bytes[..pattern.least]))
            .or_default();
        let Err(at) = bucket.binary_search_by(|known| order(known, &pattern)) else {
            return;
        };
        if self.pairs.is_empty() {
            self.pairs = vec![0; 1 << 10];
        }
        let (word, bit) = pair(key[0], key[1]);
        self.pairs[word] |= bit;
        let lengths = self.lengths.entry(key).or_default();
        match lengths
            .iter_mut()
            .find(|(length, _)| *length == pattern.least)
        {
            Some((_, count)) => *count += 1,
            None => lengths.push((pattern.least, 1)),
        }
        bucket.insert(at, pattern);
    }

    /// Takes a pattern out.
    pub(super) fn remove(&mut self, pattern: &Pattern) {
        let Some(key) = pattern.bytes.first_chunk::<SHORTEST>() else {
            return;
        };
        let hash = self.hasher.hash_one(&pattern.bytes[..pattern.least]);
        let Some(bucket) = self.heads.get_mut(&hash) else {
            return;
        };
        let Ok(at) = bucket.binary_search_by(|known| order(known, pattern)) else {
            return;
        };
        bucket.remove(at);
        if bucket.is_empty() {
            self.heads.remove(&hash);
        }
        if let Some(lengths) = self.lengths.get_mut(key) {
            for (length, count) in lengths.iter_mut() {
                if *length == pattern.least {
                    *count -= 1;
                }
            }
            lengths.retain(|(_, count)| *count > 0);
            if lengths.is_empty() {
                self.lengths.remove(key);
            }
        }
    }

    /// Every match in `text`, at each place the longest.
    pub(super) fn search(&self, text: &[u8], mut found: impl FnMut(Match)) {
        if self.lengths.is_empty() {
            return;
        }
        for (start, key) in text.windows(SHORTEST).enumerate() {
            let (word, bit) = pair(key[0], key[1]);
            if self.pairs[word] & bit == 0 {
                continue;
            }
            let lengths = <&[u8; SHORTEST]>::try_from(key)
                .ok()
                .and_then(|key| self.lengths.get(key));
            for (least, _) in lengths.into_iter().flatten() {
                if let Some(one) = self.longest(text, start, *least) {
                    found(one);
                }
            }
        }
    }

    /// The longest match at `start` among the patterns with a head of this length.
    fn longest(&self, text: &[u8], start: usize, least: usize) -> Option<Match> {
        let rest = &text[start..];
        let head = rest.get(..least)?;
        let bucket = self.heads.get(&self.hasher.hash_one(head))?;
        // Of patterns in order, the one with the most bytes in common lies beside where the text itself would.
        let at = bucket.partition_point(|pattern| pattern.bytes.as_slice() < rest);
        let beside = at.saturating_sub(1)..(at + 1).min(bucket.len());
        bucket[beside]
            .iter()
            .filter(|pattern| pattern.least == least)
            .map(|pattern| {
                let common = pattern.bytes.iter().zip(rest).take_while(|(a, b)| a == b);
                (common.count(), pattern)
            })
            .filter(|(common, _)| *common >= least)
            .max_by_key(|(common, _)| *common)
            .map(|(common, pattern)| Match {
                range: start..start + common,
                shared: (
                    pattern.shared.0,
                    pattern.shared.1 && common == pattern.bytes.len(),
                ),
            })
    }

    /// How many patterns there are.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.heads.values().map(Vec::len).sum()
    }
}

/// The order within a bucket. Two heads of different length can have one hash.
fn order(one: &Pattern, other: &Pattern) -> std::cmp::Ordering {
    let key = |pattern: &Pattern| (pattern.least, pattern.shared);
    (one.bytes.cmp(&other.bytes)).then_with(|| key(one).cmp(&key(other)))
}

/// Where the bit of two bytes is.
fn pair(first: u8, second: u8) -> (usize, u64) {
    let number = usize::from(first) << 8 | usize::from(second);
    (number >> 6, 1 << (number & 63))
}
