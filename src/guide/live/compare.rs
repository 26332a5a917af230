//! In what a step of `StackOne`'s own guide differs from the built-in one.
//!
//! The built-in text is a paraphrase, so wording is never compared, nor is the order of things. Compared are the facts
//! that a person acts on: the labels in bold, the addresses, and the step's title. A false alarm teaches people to look
//! away, so whatever the built-in step names in other ways is no difference.

use std::collections::BTreeSet;

use super::address;
use super::label::{self, Label, key, mentions};
use super::line::{Kind, Line, Piece};
use crate::guide::{Page, SUGGESTED_APP_NAME, Step, guide};

/// The most differences of one step that are told one by one.
const MOST_TOLD: usize = 6;

/// One difference, between what `StackOne` says and what is built in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The step has another title.
    Title {
        /// `StackOne`'s.
        theirs: String,
        /// The built-in one.
        ours: String,
    },
    /// A button, a field or a page has a name that the built-in step does not know.
    Label {
        /// `StackOne`'s.
        theirs: String,
        /// The one whose place it has taken, where that is plain.
        ours: Option<String>,
    },
    /// An address that the built-in step does not know.
    Address {
        /// `StackOne`'s.
        theirs: String,
        /// The one whose place it has taken, where that is plain.
        ours: Option<String>,
    },
    /// So many more.
    More(usize),
    /// `StackOne`'s guide has no such step.
    Gone,
}

impl Difference {
    /// What misleads comes before what is merely more: in a small window only the first are seen.
    fn rank(&self) -> u8 {
        match self {
            Self::Gone | Self::Title { .. } => 0,
            Self::Address { ours: Some(_), .. } => 1,
            Self::Label { ours: Some(_), .. } => 2,
            Self::Label { ours: None, .. } => 3,
            Self::Address { ours: None, .. } => 4,
            Self::More(_) => 5,
        }
    }

    /// It in words.
    #[must_use]
    pub fn line(&self) -> Line {
        let plain = |text: &str| Piece::new(Kind::Plain, text);
        let said = |kind: Kind, theirs: &str, ours: Option<&str>| {
            let mut pieces = vec![
                plain("StackOne's guide says "),
                Piece::new(kind, theirs),
                plain(" here; this checklist "),
            ];
            match ours {
                Some(ours) => pieces.extend([plain("says "), Piece::new(kind, ours)]),
                None => pieces.push(plain("does not")),
            }
            pieces.push(plain("."));
            pieces
        };
        let pieces = match self {
            Self::Title { theirs, ours } => vec![
                plain("StackOne's guide calls this step "),
                Piece::new(Kind::Label, theirs),
                plain("; this checklist calls it "),
                Piece::new(Kind::Label, ours),
                plain("."),
            ],
            Self::Label { theirs, ours } => said(Kind::Label, theirs, ours.as_deref()),
            Self::Address { theirs, ours } => said(Kind::Address, theirs, ours.as_deref()),
            Self::More(1) => vec![plain("There is one more difference.")],
            Self::More(count) => vec![plain(&format!("There are {count} more differences."))],
            Self::Gone => vec![plain(
                "StackOne's guide has no such step; this checklist still has it.",
            )],
        };
        Line {
            pieces,
            ..Line::default()
        }
    }
}

/// In what `StackOne`'s step differs from the built-in one. `redirect_uri` is the one of this run.
pub(super) fn differences(
    ours: &Step,
    title: &str,
    lines: &[Line],
    redirect_uri: &str,
) -> Vec<Difference> {
    let mut all = Vec::new();
    if key(title) != key(&ours.title) {
        all.push(Difference::Title {
            theirs: title.to_owned(),
            ours: ours.title.clone(),
        });
    }
    all.extend(labels(ours, lines));
    all.extend(addresses(ours, lines, redirect_uri));
    all.sort_by_key(Difference::rank);
    if all.len() > MOST_TOLD {
        let more = all.len() - (MOST_TOLD - 1);
        all.truncate(MOST_TOLD - 1);
        all.push(Difference::More(more));
    }
    all
}

fn labels(ours: &Step, lines: &[Line]) -> Vec<Difference> {
    let our_texts: Vec<String> = ours.does.iter().chain(&ours.names).cloned().collect();
    let our_labels = built_in_labels(&our_texts);
    let needed_before = built_in_labels(std::slice::from_ref(&guide().before));
    let our_text = built_in_text(ours);
    let their_labels = live_labels(lines);
    let their_text = lines
        .iter()
        .map(|line| {
            line.pieces
                .iter()
                .map(|piece| piece.text.as_str())
                .collect()
        })
        .collect::<Vec<String>>()
        .join("\n");
    let titles: BTreeSet<String> = guide()
        .sections
        .iter()
        .flat_map(|section| {
            let steps = section.steps.iter().map(|step| step.title.as_str());
            steps.chain([section.title.as_str()])
        })
        .map(label::key_of)
        .collect();
    let has = |labels: &[Label], wanted: &Label| labels.iter().any(|one| one.key == wanted.key);
    // What they do not name in any way may have another name now.
    let mut free: Vec<&Label> = our_labels
        .iter()
        .filter(|label| !has(&their_labels, label) && !mentions(&their_text, &label.shown))
        .collect();
    let mut all = Vec::new();
    for label in &their_labels {
        let known = has(&our_labels, label) || has(&needed_before, label);
        if known || titles.contains(&label.key) {
            continue;
        }
        let place = (0..free.len())
            .filter(|at| free[*at].alike(label))
            .max_by(|one, other| {
                free[*one]
                    .likeness(label)
                    .total_cmp(&free[*other].likeness(label))
            });
        let replaced = place.map(|at| free.remove(at).shown.clone());
        if replaced.is_none() && mentions(&our_text, &label.shown) {
            continue;
        }
        all.push(Difference::Label {
            theirs: label.shown.clone(),
            ours: replaced,
        });
    }
    all
}

/// The labels in texts of the built-in guide.
fn built_in_labels(texts: &[String]) -> Vec<Label> {
    texts
        .iter()
        .flat_map(|text| text.split("**").skip(1).step_by(2))
        .flat_map(label::all_of)
        .collect()
}

/// The text of a built-in step, without its markup.
fn built_in_text(step: &Step) -> String {
    let before = guide().before.as_str();
    let texts = step.does.iter().chain(&step.names).map(String::as_str);
    let text: Vec<&str> = texts.chain([step.title.as_str(), before]).collect();
    text.join("\n")
        .replace("**", "")
        .replace("{app_name}", SUGGESTED_APP_NAME)
}

/// The labels of a step of `StackOne`'s, each once.
fn live_labels(lines: &[Line]) -> Vec<Label> {
    let mut all: Vec<Label> = Vec::new();
    let bold = lines
        .iter()
        .flat_map(|line| &line.pieces)
        .filter(|piece| piece.kind == Kind::Label && !label::is_sentence(&piece.text));
    for label in bold.flat_map(|piece| label::all_of(&piece.text)) {
        if !all.iter().any(|known| known.key == label.key) {
            all.push(label);
        }
    }
    all
}

fn addresses(ours: &Step, lines: &[Line], redirect_uri: &str) -> Vec<Difference> {
    let wants_redirect = ours.does.iter().any(|text| text.contains("{redirect_uri}"));
    let mut all: Vec<Difference> = Vec::new();
    for found in address::of(lines) {
        let replaced = match address::judge(&found, redirect_uri) {
            address::Judged::Known => continue,
            address::Judged::Callback => wants_redirect.then(|| redirect_uri.to_owned()),
            address::Judged::Dashboard => {
                (ours.page == Page::DashboardProfiles).then(|| address::PROFILES_PAGE.to_owned())
            }
            address::Judged::Unknown => None,
        };
        let difference = Difference::Address {
            theirs: found,
            ours: replaced,
        };
        if !all.contains(&difference) {
            all.push(difference);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::markdown::markdown;
    use super::*;
    use crate::domain::StepId;
    use crate::guide::{REDIRECT_URI, step};

    fn told(id: StepId, content: &str) -> Vec<String> {
        let ours = step(id).1;
        differences(ours, &ours.title, &markdown(content), REDIRECT_URI)
            .iter()
            .map(|difference| difference.line().to_string())
            .collect()
    }

    #[test]
    fn the_documented_guide_differs_in_nothing() {
        // As facts/guide.md has it, with the emphasis that such pages are fond of.
        for (id, content) in [
            (
                StepId::A1,
                "**Important:** sign in at `https://{yourcompany}.planday.com/` as **Administrator**.\n\nIn the top bar, **Settings**; under **Integrations**, **API Access** (**Settings > API Access**). A **Plus, Pro, or Enterprise** plan is needed.",
            ),
            (
                StepId::A2,
                "1. **Create App**, top right\n2. Name it **StackOne Integration**\n3. Select the **Scopes** you need\n4. **Redirect URI**: `https://api.stackone.com/connect/oauth2/planday/callback`.\n5. **Save**",
            ),
            (
                StepId::A3,
                "Find it; press **Authorize**. Do **not** close the page, then **Authorize** again.",
            ),
            (
                StepId::B1,
                "The tile shows **App Id**: your **Application ID (Client ID)**, e.g. **f2370889-3ffe-46b6-83e7-1a20f5a20d2f**.",
            ),
            (
                StepId::B2,
                "Copy the **Token** value. **Store it safely, it is used as your Token Secret.** See [the documents](https://docs.stackone.com/x).",
            ),
            (
                StepId::C1,
                "Log in to [StackOne](https://app.stackone.com) and open [**Connector Profiles**](https://app.stackone.com/connector_profiles/).",
            ),
            (
                StepId::C2,
                "**+ Connector Profile**; **Planday**; **Type**: **OAuth 2.0**; **Application ID**, **Token Secret**, **Scopes (Optional)**; **Actions**; **Create profile**. Then go on to **Link Accounts**.",
            ),
        ] {
            assert_eq!(told(id, content), Vec::<String>::new(), "{id:?}");
        }
    }

    #[test]
    fn another_label_is_told_beside_the_one_whose_place_it_took() {
        assert_eq!(
            told(StepId::A2, "Press **New App**, tick **Scopes**, **Save**."),
            ["StackOne's guide says **New App** here; this checklist says **Create App**."]
        );
        assert_eq!(
            told(StepId::A3, "Press **Approve**, then **Authorize**."),
            ["StackOne's guide says **Approve** here; this checklist does not."]
        );
        // Both are still there: the new one took no place.
        assert_eq!(
            told(StepId::A2, "**Create App**, then **New App Wizard**"),
            ["StackOne's guide says **New App Wizard** here; this checklist does not."]
        );
    }

    #[test]
    fn another_redirect_uri_is_told_to_the_last_character() {
        let v2 = "https://api.stackone.com/connect/oauth2/planday/v2/callback";
        assert_eq!(
            told(StepId::A2, &format!("Add `{v2}`.")),
            [format!(
                "StackOne's guide says {v2} here; this checklist says {REDIRECT_URI}."
            )]
        );
        assert_eq!(
            told(StepId::A2, &format!("Add {REDIRECT_URI}/.")),
            [format!(
                "StackOne's guide says {REDIRECT_URI}/ here; this checklist says {REDIRECT_URI}."
            )]
        );
        assert_eq!(
            told(StepId::A2, &format!("Add {REDIRECT_URI}.")),
            Vec::<String>::new()
        );
        assert_eq!(
            told(StepId::A1, "Open https://portal.elsewhere.example/settings"),
            [
                "StackOne's guide says https://portal.elsewhere.example/settings here; this checklist does not."
            ]
        );
        assert_eq!(
            told(StepId::C1, "Open https://app.stackone.com/connectors"),
            [
                "StackOne's guide says https://app.stackone.com/connectors here; this checklist says https://app.stackone.com/connector_profiles."
            ]
        );
    }

    #[test]
    fn the_run_s_own_redirect_uri_is_the_one_compared() {
        let ours = step(StepId::A2).1;
        let lines = markdown(&format!("Add {REDIRECT_URI}"));
        let own = "https://stackone.acme.example/connect/oauth2/planday/callback";
        assert_eq!(
            differences(ours, &ours.title, &lines, own),
            [Difference::Address {
                theirs: REDIRECT_URI.into(),
                ours: Some(own.into())
            }]
        );
    }

    #[test]
    fn titles_are_compared_without_case_signs_and_numbers() {
        for same in [
            "access api settings",
            "1. Access API Settings",
            "Step 1: Access - API Settings!",
        ] {
            assert_eq!(key(same), key("Access API Settings"));
        }
        assert_ne!(key("Access Settings"), key("Access API Settings"));
        assert_eq!(key("2"), "2");
    }

    #[test]
    fn a_flood_of_differences_is_counted() {
        let labels: Vec<_> = (0..300).map(|n| format!("**Label {n}**")).collect();
        let told = told(StepId::A3, &labels.join(", "));
        assert_eq!(told.len(), MOST_TOLD);
        assert_eq!(told[MOST_TOLD - 1], "There are 295 more differences.");
    }
}
