//! Changes that a key asks for and that would drop what was typed or chosen: asked about first, done after a yes.

use crate::domain::ProfileId;
use crate::secret::Secret;

/// What a key asks for. It is done at once where nothing would be lost; else a question names what goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Begin a new app: App Id and Token are cleared.
    NewApp,
    /// Begin a new connection.
    AddConnection,
    /// Open a saved connection.
    OpenSaved(ProfileId),
    /// Open a connection that the configuration file names.
    OpenConfigured(String),
    /// Go back to what is saved.
    DiscardDraft,
    /// Read personal data of every resource.
    AllowAllPersonal,
    /// Leave the choice of scopes or of actions as it was.
    DropTicks,
    /// Leave a question without its answer.
    DropAnswer,
    /// Put the renewed Token into its field.
    UseNewToken,
    /// Move a secret to its own field.
    MoveSecret,
    /// Create another auth link.
    NewLink,
}

/// One thing that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// As the question names it.
    pub name: String,
    /// What it is now: where it is another by the time of the answer, the question is asked again.
    pub value: Secret,
}

/// Everything that goes with a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loss(Vec<Lost>);

impl Loss {
    /// One more thing goes.
    pub(crate) fn add(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push(Lost {
            name: name.into(),
            value: Secret::new(value),
        });
    }

    /// Whether nothing goes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many things go.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether all of it was agreed to.
    #[must_use]
    pub fn is_within(&self, agreed: &Self) -> bool {
        self.0.iter().all(|lost| agreed.0.contains(lost))
    }

    /// The names of what goes: `App Id, Token Secret and the auth link`.
    #[must_use]
    pub fn names(&self) -> String {
        let names: Vec<_> = self.0.iter().map(|lost| lost.name.as_str()).collect();
        match names.as_slice() {
            [] => "nothing".to_owned(),
            [only] => (*only).to_owned(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_is_named_and_a_changed_value_was_not_agreed_to() {
        let mut asked = Loss::default();
        assert!(asked.is_empty());
        asked.add("App Id", "1");
        assert_eq!(asked.names(), "App Id");
        asked.add("Token Secret", "first");
        asked.add("the auth link", "address");
        assert_eq!(asked.names(), "App Id, Token Secret and the auth link");
        let mut now = Loss::default();
        now.add("Token Secret", "first");
        assert!(now.is_within(&asked) && !asked.is_within(&now));
        let mut other = Loss::default();
        other.add("Token Secret", "second");
        assert!(!other.is_within(&asked));
        assert!(!format!("{asked:?}").contains("first"));
    }
}
