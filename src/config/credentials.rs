//! The credentials that the environment may bring.

use super::value::{from_env, split_scopes};
use crate::secret::Secret;

/// What the environment says about who the person is to Planday and to `StackOne`. Empty counts as absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// `STACKDAY_APP_ID`: the App Id.
    pub app_id: Option<String>,
    /// `STACKDAY_TOKEN_SECRET`: the Token.
    pub token_secret: Option<Secret>,
    /// `STACKDAY_SCOPES`: the scopes, separated by spaces or commas.
    pub scopes: Option<Vec<String>>,
    /// `STACKDAY_ACTIONS`: the actions that the integration will use, separated likewise.
    pub actions: Option<Vec<String>>,
    /// `STACKDAY_STACKONE_API_KEY`: the API key.
    pub api_key: Option<Secret>,
}

impl Credentials {
    /// Reads them.
    #[must_use]
    pub fn from_env(env: &dyn Fn(&str) -> Option<String>) -> Self {
        let list = |name| {
            from_env(env, name)
                .map(|list| split_scopes(&list))
                .filter(|words| !words.is_empty())
        };
        Self {
            app_id: from_env(env, "STACKDAY_APP_ID"),
            token_secret: from_env(env, "STACKDAY_TOKEN_SECRET").map(Secret::new),
            scopes: list("STACKDAY_SCOPES"),
            actions: list("STACKDAY_ACTIONS"),
            api_key: from_env(env, "STACKDAY_STACKONE_API_KEY").map(Secret::new),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(pairs: &[(&str, &str)]) -> Credentials {
        Credentials::from_env(&|name| {
            pairs
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn what_is_empty_is_absent() {
        let nothing = from(&[
            ("STACKDAY_APP_ID", ""),
            ("STACKDAY_TOKEN_SECRET", " \n"),
            ("STACKDAY_SCOPES", " , "),
            ("STACKDAY_ACTIONS", ","),
        ]);
        assert_eq!(nothing, Credentials::default());
    }

    #[test]
    fn scopes_come_with_spaces_or_commas_and_each_once() {
        let credentials = from(&[(
            "STACKDAY_SCOPES",
            "employee:read, shift:read\nemployee:read",
        )]);
        assert_eq!(
            credentials.scopes,
            Some(vec!["employee:read".to_owned(), "shift:read".to_owned()])
        );
    }

    #[test]
    fn secrets_are_trimmed_and_never_shown() {
        let credentials = from(&[
            ("STACKDAY_TOKEN_SECRET", "VxLtcy_OWkWoPKqs4uFhTg\n"),
            ("STACKDAY_STACKONE_API_KEY", "v1.eu1.hush"),
        ]);
        assert_eq!(
            credentials.token_secret.as_ref().map(Secret::expose),
            Some("VxLtcy_OWkWoPKqs4uFhTg")
        );
        let shown = format!("{credentials:?}");
        assert!(
            !shown.contains("VxLtcy") && !shown.contains("hush"),
            "{shown}"
        );
    }
}
