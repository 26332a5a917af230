//! The connection that the forms show: where its values come from, what of it is not saved, and how another one comes.

use crate::config::Credentials;
use crate::domain::{Input, ProfileId, SecretRecord};
use crate::guide::Ledger;
use crate::library::{Connection, Draft};
use crate::secret::Secret;
use crate::tui::change::Loss;
use crate::tui::input_words::accept_saved;
use crate::tui::session::Session;
use crate::tui::shared::Shared;
use crate::workflow::secrets::Source;
use crate::workflow::{Basis, Opened, ResolvedSecret};

impl Shared {
    /// What the forms hold, as a profile keeps it.
    #[must_use]
    pub fn connection(&self) -> Connection {
        self.form.connection(&self.session.base)
    }

    /// Where the secret in a field comes from; none where the field is empty or holds no secret.
    #[must_use]
    pub fn source(&self, input: Input) -> Option<Source> {
        let held = self.form.secret(input)?;
        match self.session.found(input) {
            Some(found) if found.secret == held => Some(found.source.clone()),
            _ => Some(Source::Typed),
        }
    }

    /// The kept secret that is not used, because the environment brings another.
    #[must_use]
    pub fn shadowed(&self, input: Input) -> Option<&SecretRecord> {
        let found = self.session.found(input)?;
        let used = self.form.secret(input)? == found.secret;
        found.shadowed.as_ref().filter(|_| used)
    }

    /// The secret of a field, where no store holds it and nothing else brings it again.
    pub(crate) fn unkept(&self, input: Input) -> Option<Secret> {
        (self.source(input)? == Source::Typed)
            .then(|| self.form.secret(input))
            .flatten()
    }

    /// Whether a person has typed into the field of a secret since it was filled, or has emptied it: then nothing else is put
    /// there.
    pub(crate) fn is_touched(&self, input: Input) -> bool {
        let emptied = self.form.field(input).text().is_empty();
        self.unkept(input).is_some() || (emptied && self.session.found(input).is_some())
    }

    /// Whether the forms hold what is not saved.
    pub(crate) fn is_changed(&self) -> bool {
        self.connection() != self.session.base
            || [Input::TokenSecret, Input::ApiKey]
                .into_iter()
                .any(|input| self.unkept(input).is_some())
    }

    /// What quitting now would lose, by its label. What is merely typed comes back at the next start.
    #[must_use]
    pub fn would_lose(&self) -> Vec<&'static str> {
        let mut lost = self.would_lose_of_typed();
        if self.accounts.would_lose_a_link() {
            lost.push("the address of a link");
        }
        lost
    }

    /// The same, but for what nobody typed and no saving of the connection keeps.
    #[must_use]
    pub fn would_lose_of_typed(&self) -> Vec<&'static str> {
        let secrets = [Input::TokenSecret, Input::ApiKey];
        let mut lost: Vec<_> = secrets
            .into_iter()
            .filter(|input| self.unkept(*input).is_some())
            .map(crate::tui::form::label)
            .collect();
        if !self.unclaimed_tokens.is_empty() {
            lost.push("a Token that Planday renewed");
        }
        if !self.env.keeps && self.connection() != self.session.base {
            lost.insert(0, "what you entered");
        }
        lost
    }

    /// The profile that evidence found now belongs to: the open one, as long as the forms show what is saved.
    #[must_use]
    pub fn evidence_of(&self) -> Option<ProfileId> {
        self.library.open.filter(|_| !self.is_changed())
    }

    /// What a verification of the forms rests on, where they show a saved profile and its stored Token is the one used: then
    /// a renewed Token is kept. What is found is merged only where nothing is typed that is not saved.
    pub(crate) fn basis(&self) -> Option<Basis> {
        let id = self.library.open?;
        let token = match self.source(Input::TokenSecret) {
            Some(Source::Kept(record)) => Some(record),
            _ => None,
        };
        let revision = self.evidence_of().map(|_| self.session.evidence_revision);
        let same_app = self.connection().app_id == self.session.base.app_id;
        (revision.is_some() || (token.is_some() && same_app)).then_some(Basis {
            id,
            revision,
            token,
        })
    }

    /// What the run began with is no change that a person made.
    pub(crate) fn begin_with(&mut self, credentials: &Credentials) {
        let is_sandbox = self.env.rehearsal;
        let found = |secret: &Option<Secret>, name| {
            secret.clone().map(|secret| ResolvedSecret {
                secret,
                source: if is_sandbox {
                    Source::Sandbox
                } else {
                    Source::Environment(name)
                },
                shadowed: None,
            })
        };
        self.session.token = found(&credentials.token_secret, "STACKDAY_TOKEN_SECRET");
        self.session.api_key = found(&credentials.api_key, "STACKDAY_STACKONE_API_KEY");
        self.base_on_form();
    }

    /// Takes a profile into the forms, with what was typed into it earlier and not saved.
    pub(crate) fn take_opened(&mut self, opened: Opened) {
        let Opened {
            profile,
            token,
            api_key,
            draft,
            ..
        } = opened;
        self.forget_connection();
        accept_saved(self.form.guard(), &profile.settings);
        self.form.take_connection(&profile.settings);
        self.ledger = Ledger::kept(&profile.steps, self.env.fresh_for);
        self.library.open = Some(profile.id);
        self.session = Session {
            number: self.session.number,
            steps: self.ledger.to_keep(),
            name: profile.name,
            revision: profile.revision,
            evidence_revision: profile.evidence_revision,
            draft_id: None,
            read_from: profile.token,
            base: profile.settings,
            token,
            api_key,
            draft: None,
        };
        self.fill_secrets();
        self.base_on_form();
        if let Some(draft) = draft {
            self.take_draft(draft);
        }
        self.scopes_stale = true;
    }

    /// Takes the secrets of the open profile in anew.
    pub(crate) fn take_secrets(&mut self, opened: Opened) {
        if self.library.open != Some(opened.profile.id) {
            return;
        }
        self.session.read_from.clone_from(&opened.profile.token);
        // What a person has typed into a field since is not overwritten.
        let token_typed = self.is_touched(Input::TokenSecret);
        let key_typed = self.is_touched(Input::ApiKey);
        if !token_typed {
            self.session.token = opened.token;
            self.fill_secret(Input::TokenSecret);
        }
        if !key_typed {
            self.session.api_key = opened.api_key.or(self.session.api_key.take());
            self.fill_secret(Input::ApiKey);
        }
    }

    /// Begins a new connection with nothing in it but the project's API key.
    pub(crate) fn take_new(&mut self, name: Connection) {
        let api_key = self.session.api_key.clone();
        self.forget_connection();
        accept_saved(self.form.guard(), &name);
        self.form.take_connection(&name);
        self.session = Session {
            number: self.session.number,
            api_key,
            base: name,
            ..Session::default()
        };
        self.fill_secrets();
        self.base_on_form();
        self.scopes_stale = true;
    }

    /// Shows what is saved of the open profile, with nothing found of it: it is read anew. What was typed is put aside.
    pub(crate) fn show_saved(&mut self) {
        let (open, session) = (self.library.open, self.session.clone());
        self.put_aside();
        self.session = Session {
            number: self.session.number,
            steps: self.ledger.to_keep(),
            draft: None,
            draft_id: None,
            ..session
        };
        self.library.open = open;
        self.form.take_connection(&self.session.base);
        self.fill_secrets();
    }

    /// Takes what was typed earlier and not saved back into the forms.
    pub(crate) fn take_draft(&mut self, draft: Draft) {
        self.form.follow_connection(&draft.settings);
        self.fill_secrets();
        self.session.base.tags.clone_from(&draft.settings.tags);
        if let Some(name) = draft.name {
            self.session.name = name;
        }
        self.session.draft = Some(draft.settings);
        self.session.draft_id = draft.id;
        self.scopes_stale = true;
    }

    fn fill_secrets(&mut self) {
        for input in [Input::TokenSecret, Input::ApiKey] {
            self.fill_secret(input);
        }
    }

    fn fill_secret(&mut self, input: Input) {
        if let Some(found) = self.session.found(input) {
            let secret = found.secret.clone();
            self.form.fill(input, secret.expose());
        }
    }

    /// What the fields make of a value is what it is compared with: tidying is no change that a person made.
    fn base_on_form(&mut self) {
        self.session.base = self.connection();
    }

    /// Nothing that was seen is of the connection that comes now.
    fn forget_connection(&mut self) {
        self.put_aside();
        self.library.agreed = Loss::default();
    }
}
