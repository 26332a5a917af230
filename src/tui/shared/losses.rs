//! What a change of the forms would drop, and how what it dropped comes back.

use crate::domain::{Input, StepId};
use crate::tui::change::Loss;
use crate::tui::form::{TEXT_FIELDS, label};
use crate::tui::remote::RemoteData;
use crate::tui::session::{Session, UnclaimedToken};
use crate::tui::shared::Shared;
use crate::tui::undo::{AppEvidence, Before, Choices, Fields, Shown, Undo};

/// The steps whose evidence is of the app.
pub(crate) const OF_THE_APP: [StepId; 4] = [StepId::A2, StepId::A3, StepId::B1, StepId::B2];

impl Shared {
    /// What goes when the forms show another connection. What was typed into a saved one stays as its draft; `overwritten`
    /// says whether the draft of a new one is written over.
    #[must_use]
    pub(crate) fn loss_of_connection(&self, overwritten: bool) -> Loss {
        let mut loss = Loss::default();
        let is_new = self.library.open.is_none();
        if is_new && (overwritten || !self.env.keeps) {
            self.add_typed(&mut loss);
        }
        for input in [Input::TokenSecret, Input::ApiKey] {
            if let Some(secret) = self.unkept(input) {
                loss.add(label(input), secret.expose());
            }
        }
        for input in TEXT_FIELDS {
            if self.form.misplaced(input).is_some() {
                let name = format!("the masked text in {}", label(input));
                loss.add(name, self.form.field(input).text());
            }
        }
        if let Some(link) = &self.remote.link
            && self.remote.account.is_none()
            && link.expires_at > self.now
        {
            loss.add("the auth link", link.url.expose());
        }
        loss
    }

    /// What was typed or chosen and differs from what is saved, field by field.
    fn add_typed(&self, loss: &mut Loss) {
        let (now, base) = (self.connection(), &self.session.base);
        let texts = [
            (Input::Portal, &now.portal, &base.portal),
            (Input::AppName, &now.app_name, &base.app_name),
            (Input::AppId, &now.app_id, &base.app_id),
            (Input::Project, &now.project, &base.project),
            (
                Input::ProfileName,
                &now.connector_profile,
                &base.connector_profile,
            ),
            (Input::OwnerId, &now.owner_id, &base.owner_id),
            (Input::OwnerName, &now.owner_name, &base.owner_name),
        ];
        for (input, now, base) in texts {
            if now != base {
                loss.add(label(input), now.clone().unwrap_or_default());
            }
        }
        if now.scopes != base.scopes {
            loss.add("the ticked scopes", crate::domain::scope::join(&now.scopes));
        }
        if now.actions != base.actions {
            let actions: Vec<_> = now.actions.into_iter().collect();
            loss.add("the chosen actions", actions.join(" "));
        }
        if now.read_personal != base.read_personal {
            let allowed: Vec<_> = now.read_personal.into_iter().collect();
            loss.add("the permission to read personal data", allowed.join(" "));
        }
    }

    /// What goes with the draft.
    #[must_use]
    pub(crate) fn loss_of_draft(&self) -> Loss {
        let mut loss = Loss::default();
        self.add_typed(&mut loss);
        for input in [Input::TokenSecret, Input::ApiKey] {
            if let Some(secret) = self.unkept(input) {
                loss.add(label(input), secret.expose());
            }
        }
        loss
    }

    /// What goes when a new app is begun.
    #[must_use]
    pub(crate) fn loss_of_app(&self) -> Loss {
        let mut loss = Loss::default();
        for input in [Input::AppId, Input::TokenSecret] {
            let text = self.form.field(input).text();
            if !text.is_empty() {
                loss.add(label(input), text);
            }
        }
        loss
    }

    /// Remembers what the forms hold of these fields, and what is chosen, before it changes.
    pub(crate) fn remember_fields(&mut self, what: impl Into<String>, fields: Fields) {
        self.undo = Some(Undo {
            what: what.into(),
            before: Before::Fields(Box::new(fields)),
        });
    }

    /// Remembers what is chosen, before it changes.
    pub(crate) fn remember_choices(&mut self, what: impl Into<String>) {
        let choices = Some(self.choices());
        let fields = Fields {
            choices,
            ..Fields::default()
        };
        self.remember_fields(what, fields);
    }

    /// The texts of these fields as they are.
    pub(crate) fn values_of(&self, inputs: &[Input]) -> Vec<(Input, crate::secret::Secret)> {
        let text = |input: &Input| crate::secret::Secret::new(self.form.field(*input).text());
        inputs.iter().map(|input| (*input, text(input))).collect()
    }

    /// What is chosen now.
    pub(crate) fn choices(&self) -> Choices {
        Choices {
            scopes: self.form.scopes().clone(),
            actions: self.form.actions.clone(),
            consent: self.form.consent.clone(),
        }
    }

    /// What is known of the app now.
    pub(crate) fn app_evidence(&self) -> AppEvidence {
        let steps = OF_THE_APP.into_iter().chain([StepId::A1, StepId::C2]);
        AppEvidence {
            steps: steps
                .map(|step| (step, self.ledger.of(step).clone()))
                .collect(),
            scopes: self.remote.scopes.clone(),
            portal: self.remote.portal.clone(),
            verified: self.remote.verified,
            profile_outdated: self.remote.profile_outdated,
        }
    }

    /// Takes the connection out of the forms, and leaves them empty. What was typed into it can be brought back.
    pub(crate) fn put_aside(&mut self) {
        self.tasks.supersede_of_connection();
        // A Token that came back, is in no store and in no field, is nowhere else.
        if let Some(token) = self.remote.new_token.take()
            && !self.remote.new_token_in_field
            && self
                .session
                .token
                .as_ref()
                .is_none_or(|kept| kept.secret != token)
        {
            let of = self.session.name.clone();
            self.unclaimed_tokens.push(UnclaimedToken { of, token });
        }
        let is_changed = self.is_changed() || !self.loss_of_connection(true).is_empty();
        let shown = self.exchange(self.form.emptied(), Session::default());
        if is_changed {
            let what = match shown.session.name.as_str() {
                "" => "the connection that was not saved".to_owned(),
                name => format!("“{name}” as it was"),
            };
            self.undo = Some(Undo {
                what,
                before: Before::Connection(Box::new(shown)),
            });
        } else if matches!(&self.undo, Some(undo) if matches!(undo.before, Before::Fields(_))) {
            // These fields were of another connection.
            self.undo = None;
        }
    }

    fn exchange(&mut self, form: crate::tui::form::Form, session: Session) -> Shown {
        let remote = RemoteData {
            actions: self.remote.actions.clone(),
            ..RemoteData::default()
        };
        let number = self.session.number + 1;
        let shown = Shown {
            form: std::mem::replace(&mut self.form, form),
            session: std::mem::replace(&mut self.session, session),
            ledger: std::mem::replace(
                &mut self.ledger,
                crate::guide::Ledger::new(self.env.fresh_for),
            ),
            open: self.library.open.take(),
            remote: std::mem::replace(&mut self.remote, remote),
            guide: std::mem::take(&mut self.guide),
        };
        self.session.number = number;
        self.library.arrived = None;
        self.tasks.supersede(crate::tui::tasks::TaskKind::Guide);
        self.scopes_stale = true;
        self.profiles_stale = true;
        shown
    }

    /// Shows a connection again that was put aside, and gives the one that was shown.
    pub(crate) fn bring_back(&mut self, shown: Shown) -> Shown {
        self.tasks.supersede_of_connection();
        let now = self.exchange(shown.form, shown.session);
        let actions = self.remote.actions.take();
        (self.ledger, self.remote, self.guide) = (shown.ledger, shown.remote, shown.guide);
        self.remote.actions = actions.or(self.remote.actions.take());
        // It may have been deleted since: then it is a new connection.
        let open = shown
            .open
            .filter(|id| self.library.contents.find(*id).is_some());
        if open.is_none() && shown.open.is_some() {
            self.session.revision = 0;
            self.session.evidence_revision = 0;
        }
        self.library.open = open;
        // The draft was handed over as another's since.
        self.session.draft = None;
        now
    }

    /// Puts these fields back, and gives what they held.
    pub(crate) fn put_back(&mut self, fields: Fields) -> Fields {
        let inputs: Vec<_> = fields.values.iter().map(|(input, _)| *input).collect();
        let now = Fields {
            values: self.values_of(&inputs),
            choices: fields.choices.is_some().then(|| self.choices()),
            evidence: fields.evidence.is_some().then(|| self.app_evidence()),
        };
        for (input, value) in fields.values {
            self.fill_input(input, value.expose());
        }
        if let Some(choices) = fields.choices {
            self.form.actions = choices.actions;
            self.form.consent = choices.consent;
            self.scopes_stale = true;
            if self.form.set_scopes(choices.scopes) {
                self.input_changed(Input::Scopes);
            }
        }
        if let Some(evidence) = fields.evidence {
            for (step, found) in evidence.steps {
                self.ledger.put_back(step, found);
            }
            self.remote.scopes = evidence.scopes;
            self.remote.portal = evidence.portal;
            self.remote.verified = evidence.verified;
            self.remote.profile_outdated = evidence.profile_outdated;
            self.scopes_stale = true;
        }
        now
    }
}
