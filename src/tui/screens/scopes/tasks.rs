//! The tasks that ticked scopes come from: a person chose them in plain words, and `StackOne` knows nothing of them.

use crate::domain::scope::{self, Preset, Scopes};

/// The tasks all scopes of which are ticked, without those that another of them has in it.
pub(crate) fn ticked(wanted: &Scopes) -> Vec<&'static Preset> {
    let presets = scope::catalogue().presets.iter();
    let whole: Vec<_> = presets
        .filter(|preset| preset.scopes.is_subset(wanted))
        .collect();
    let is_within = |preset: &Preset| {
        let mut others = whole.iter();
        others.any(|other| {
            other.scopes.len() > preset.scopes.len() && preset.scopes.is_subset(&other.scopes)
        })
    };
    let kept = whole.iter().filter(|preset| !is_within(preset));
    kept.copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_named_once_all_its_scopes_are_ticked() {
        let presets = &scope::catalogue().presets;
        let mut wanted = presets[0].scopes.clone();
        let names = |wanted: &Scopes| -> Vec<_> {
            let tasks = ticked(wanted).into_iter();
            tasks.map(|preset| preset.does.as_str()).collect()
        };
        assert_eq!(names(&wanted), ["Read the staff list"]);
        wanted.pop_first();
        assert!(names(&wanted).is_empty());
        let all = &presets.last().expect("a preset").scopes;
        assert_eq!(names(all), ["Read everything that can be read"]);
    }
}
