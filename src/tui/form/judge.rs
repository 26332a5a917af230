//! Whether what is typed can be used, and what of it was tidied.

use crate::domain::Input;
use crate::input::{self, Judged};
use crate::tui::form::field::Verdict;

/// The tidied value, where the value is usable, and the verdict.
pub(super) fn judge(input: Input, raw: &str, expected: &str) -> (Option<String>, Verdict) {
    match input {
        Input::Portal => plain(input::portal(raw), |url| url.to_string()),
        Input::AppId => plain(input::app_id(raw), |id| id),
        Input::TokenSecret => plain(input::token_secret(raw), |token| token.expose().to_owned()),
        Input::ApiKey => plain(input::api_key(raw), |key| key.expose().to_owned()),
        Input::AppName => plain(
            input::name(raw, "a name for the app, such as StackOne Integration"),
            |name| name,
        ),
        // Compared, not tidied: what differs must stay to be seen. It is optional.
        Input::RedirectUri => (None, compared(raw, expected)),
        // Any profile, and the default project, will do where none is named.
        Input::ProfileName | Input::Project if raw.trim().is_empty() => (None, Verdict::Fine(None)),
        Input::Project => plain(input::name(raw, "a name for the project"), |name| name),
        Input::ProfileName => plain(input::name(raw, "the profile's name"), |name| name),
        Input::OwnerId => plain(
            input::name(raw, "your customer number, for example acme-01"),
            |name| name,
        ),
        Input::OwnerName => plain(input::name(raw, "the customer's name"), |name| name),
        Input::Scopes => (None, Verdict::Fine(None)),
    }
}

fn compared(raw: &str, expected: &str) -> Verdict {
    if raw.is_empty() {
        Verdict::Fine(None)
    } else if raw == expected {
        Verdict::Fine(Some("the same, character by character".into()))
    } else {
        Verdict::Doubtful("not what StackOne sends".into())
    }
}

fn plain<T>(judged: Judged<T>, text: impl FnOnce(T) -> String) -> (Option<String>, Verdict) {
    match judged.value {
        Ok(value) => {
            let verdict = match judged.doubt {
                Some(doubt) => {
                    let words: Vec<_> = judged.tidied.into_iter().chain([doubt]).collect();
                    Verdict::Doubtful(words.join("; "))
                }
                None => Verdict::Fine(judged.tidied),
            };
            (Some(text(value)), verdict)
        }
        Err(problem) => (None, Verdict::Wrong(problem)),
    }
}
