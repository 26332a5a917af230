//! The findings of a request check, and what they amount to in words.

use super::report::{Finding, RequestInputs, RequestReport};
use crate::domain::clock;
use crate::domain::scope::{self, Scopes};
use crate::domain::text::Text;

/// The findings, before they are put into words.
pub(super) struct Parts {
    pub(super) client: Finding,
    pub(super) redirect_uri: Finding,
    pub(super) scopes: Finding,
    pub(super) refused_scopes: Scopes,
    pub(super) registered: Option<String>,
    pub(super) said: Option<Text>,
    /// Whether the request was refused as it stands.
    pub(super) refused: bool,
    /// Why the answers tell nothing at all, if they do not.
    pub(super) unclear: Option<String>,
}

impl Default for Parts {
    fn default() -> Self {
        let open = || Finding::Unknown("not asked".into());
        Self {
            client: open(),
            redirect_uri: open(),
            scopes: open(),
            refused_scopes: Scopes::new(),
            registered: None,
            said: None,
            refused: false,
            unclear: None,
        }
    }
}

impl Parts {
    /// Nothing is known of any part, and why.
    pub(super) fn unknown(why: &str) -> Self {
        let unknown = || Finding::Unknown(why.to_owned());
        Self {
            client: unknown(),
            redirect_uri: unknown(),
            scopes: unknown(),
            unclear: Some(why.to_owned()),
            ..Self::default()
        }
    }

    /// Refused whatever the scopes, and no usual slip explains it.
    pub(super) fn one_of_two() -> Self {
        let unknown = || {
            Finding::Unknown(
                "probably one of App Id and redirect URI is not known to Planday, and the answer does not say which"
                    .into(),
            )
        };
        Self {
            client: unknown(),
            redirect_uri: unknown(),
            scopes: Finding::Unknown("refused before Planday looks at them".into()),
            ..Self::default()
        }
    }

    /// The report, as of now.
    pub(super) fn report(self, inputs: &RequestInputs) -> RequestReport {
        let (summary, next) = self.words(inputs);
        let parts = [&self.client, &self.redirect_uri, &self.scopes];
        let whole = if self.refused {
            Finding::Refused
        } else if parts.iter().all(|part| **part == Finding::Accepted) {
            Finding::Accepted
        } else {
            let why = "sent on to log in, which does not tell every part apart";
            Finding::Unknown(self.unclear.clone().unwrap_or_else(|| why.into()))
        };
        RequestReport {
            whole,
            client: self.client,
            redirect_uri: self.redirect_uri,
            scopes: self.scopes,
            refused_scopes: self.refused_scopes,
            registered: self.registered,
            said: self.said,
            summary,
            next,
            at: clock::now(),
        }
    }

    /// What it amounts to, and what to do about it.
    fn words(&self, inputs: &RequestInputs) -> (String, Option<String>) {
        let count = inputs.scopes.len();
        let refused = self.refused_words();
        if let Some(registered) = &self.registered {
            let besides = refused.map_or_else(String::new, |(summary, _)| format!(" {summary}"));
            return (
                format!(
                    "Planday refuses the redirect URI, and accepts {registered} for this app.{besides}"
                ),
                Some(if self.scopes == Finding::Refused {
                    "Create a new app with all the wanted scopes ticked and exactly the redirect URI of step A2. Scopes cannot be added later.".into()
                } else {
                    "Give the app exactly the redirect URI of step A2: StackOne sends no other."
                        .into()
                }),
            );
        }
        if let Some((summary, next)) = refused {
            return (summary, Some(next));
        }
        if let Some(why) = &self.unclear {
            let first = if self.refused {
                "Planday refuses the request, and the next answer allows no conclusion"
            } else {
                "The request was neither accepted nor refused"
            };
            return (
                format!("{first}: {}.", why.trim_end_matches('.')),
                Some("Look at the exchange in the log and try again; verifying proves App Id and scopes without this.".into()),
            );
        }
        if self.refused {
            return (
                "Planday refuses the request whatever scopes it asks for: probably the App Id or the redirect URI is not known to it, and the answer does not say which.".into(),
                Some("Compare the App Id with the app's tile under Settings > Integrations > API Access, and the redirect URI with what the app shows (step A2).".into()),
            );
        }
        let unknown: Vec<_> = [
            (&self.client, "App Id"),
            (&self.redirect_uri, "redirect URI"),
            (&self.scopes, "scopes"),
        ]
        .into_iter()
        .filter(|(finding, _)| matches!(finding, Finding::Unknown(_)))
        .map(|(_, name)| name)
        .collect();
        if unknown.is_empty() {
            let scopes = match count {
                1 => "one scope".to_owned(),
                count => format!("{count} scopes"),
            };
            let text = format!(
                "Planday accepts App Id, redirect URI and {scopes}: an observation, not proof."
            );
            return (text, None);
        }
        (
            format!(
                "Planday sends the request on to log in; what it accepts of it stays unknown: {}.",
                unknown.join(", ")
            ),
            Some("Go on: verifying proves App Id and scopes, linking the redirect URI.".into()),
        )
    }

    /// What is said of refused scopes, if scopes are refused.
    fn refused_words(&self) -> Option<(String, String)> {
        if self.scopes != Finding::Refused {
            return None;
        }
        if self.refused_scopes.is_empty() {
            return Some((
                "Planday refuses the wanted scopes together, and none of them alone.".into(),
                "Compare the wanted scopes with those ticked for the app; verifying shows which the Token has.".into(),
            ));
        }
        let names = scope::join(&self.refused_scopes).replace(' ', ", ");
        Some((
            format!("Planday refuses these scopes for the app, which probably lacks them: {names}."),
            "Create a new app with all the wanted scopes ticked (they cannot be added later), or choose fewer here.".into(),
        ))
    }
}
