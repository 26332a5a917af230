//! What goes wrong, on demand.

use std::collections::HashSet;

use clap::ValueEnum;

/// One mishap (or one starting point) of the sandbox. Any number of them can be combined.
///
/// "The first …" means: the mishap strikes once, and doing the step again, as one would on the real services, heals it.
#[expect(
    clippy::doc_markdown,
    reason = "the help shows these comments as they stand"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ValueEnum)]
pub enum Scenario {
    /// Nothing exists yet: no app, no connector profile, no account. Only one API key.
    Fresh,
    /// The first Token shown has lost its last character, so the grant answers invalid_grant.
    WrongToken,
    /// The first Token was revoked: the grant answers invalid_grant.
    RevokedToken,
    /// The first app is deleted before its first grant: invalid_client.
    DeletedApp,
    /// The administrator who authorised was deactivated: grants succeed, the Open API answers 401.
    InactiveAdmin,
    /// The first app lacks its last read scope: the token grants fewer, and the Open API answers 403 there.
    MissingScopes,
    /// The token response has no scope; the access token's claims still do.
    NoScopeField,
    /// The access token is no JWT, and the token response has no scope: only probing tells.
    OpaqueToken,
    /// Every grant returns a new Token, and the old one dies.
    RotatingToken,
    /// Every call to the Open API and to StackOne answers 429.
    RateLimited,
    /// Connections break, gateways fail and answers hang, but a patient client always gets through.
    Flaky,
    /// Every API answer takes its time.
    Slow,
    /// Identity, Open API and StackOne answer 503 with an HTML page.
    HtmlErrors,
    /// Every text that may reach a screen is full of escapes, odd characters and absurd lengths.
    HostileText,
    /// The credentials work, and every list is empty.
    EmptyPortal,
    /// 10,000 connector profiles, 10,000 linked accounts, 500 departments.
    Many,
    /// The API key (and the first one created) is refused: 401.
    BadApiKey,
    /// The API key (and the first one created) lacks the Platform API scope: 403, except for actions.
    WeakApiKey,
    /// Connector profiles are disabled, and their accounts are inactive.
    ProfileDisabled,
    /// Linking ends with the attempt in status error.
    LinkFails,
    /// The auth link has expired when it is opened.
    LinkExpires,
    /// /connector_profiles does not exist; its older name /auth_configs does.
    NoProfilesApi,
    /// Each 403 of the Open API has another body: none, plain text, JSON in three forms, an HTML page.
    OddRefusals,
    /// The token grants every scope, yet the Open API answers 403 for revenue: the module is not switched on for the portal.
    ModuleOff,
    /// No Planday action says which scopes it needs: the list is empty, null or missing.
    SilentActions,
    /// StackOne's own guide has moved on: another button, another redirect URI, a step more, and richer text.
    GuideChanged,
    /// The first app is registered with a slash at the end of its redirect URI, whatever was typed, so linking fails.
    SlippedRedirect,
    /// Planday's authorize page asks everybody to log in first, so it tells nothing about the request.
    LoginFirst,
    /// Planday's authorize page sends the browser to an error page elsewhere, and wrong scopes back to the redirect URI.
    #[value(name = "error-page-elsewhere")]
    ErrorElsewhere,
    /// A bank account, birth date or social security number asked for without its scope is a 403, not merely left out.
    SpecialRefused,
    /// Members are null, of other types, under two names at once or in another case, and lists have strange elements.
    OddMembers,
    /// Something between here and the services answers in their place: a firewall's page, a proxy that wants a password
    /// (407), a network that wants somebody to sign in (511), a way to a sign-in page, in turn.
    Between,
    /// The services say the secrets that they are sent back, in the sentences of their answers.
    Echo,
    /// Calls for an active account are refused with 412 or 401. The owner id chooses: suspended, expired, archived,
    /// error, inactive, credentials-expired, credentials-invalid, authentication-failed; any other is error.
    AccountErrors,
    /// StackOne's older API alone: every path below /v2 answers 404.
    OldApi,
    /// Linked accounts change by themselves, one every 20 seconds and the same in every run: they fail, recover, are
    /// suspended, resumed, archived and deleted, test accounts expire, new ones appear.
    Restless,
}

/// The mishaps of one run, and which of those that strike once have struck.
#[derive(Debug, Default)]
pub struct Scenarios {
    chosen: HashSet<Scenario>,
    struck: HashSet<Scenario>,
}

impl Scenarios {
    /// The chosen ones.
    pub fn new(chosen: impl IntoIterator<Item = Scenario>) -> Self {
        Self {
            chosen: chosen.into_iter().collect(),
            struck: HashSet::new(),
        }
    }

    /// Whether this one was chosen.
    pub fn has(&self, scenario: Scenario) -> bool {
        self.chosen.contains(&scenario)
    }

    /// Whether this one was chosen and strikes now: true at the first call only.
    pub fn strikes(&mut self, scenario: Scenario) -> bool {
        self.has(scenario) && self.struck.insert(scenario)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mishap_strikes_once_and_only_if_chosen() {
        let mut scenarios = Scenarios::new([Scenario::WrongToken]);
        assert!(scenarios.strikes(Scenario::WrongToken));
        assert!(!scenarios.strikes(Scenario::WrongToken));
        assert!(!scenarios.strikes(Scenario::DeletedApp));
        assert!(scenarios.has(Scenario::WrongToken));
    }

    #[test]
    fn names_are_kebab_case() {
        assert_eq!(
            Scenario::from_str("no-profiles-api", false),
            Ok(Scenario::NoProfilesApi)
        );
        assert_eq!(
            Scenario::from_str("error-page-elsewhere", false),
            Ok(Scenario::ErrorElsewhere)
        );
        assert_eq!(Scenario::value_variants().len(), 36);
    }
}
