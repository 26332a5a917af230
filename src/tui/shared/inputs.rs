//! What follows when the value of a field changes: evidence and answers that rested on the old value are lost.

use crate::domain::{Input, Standing, StepId};
use crate::journal::Level;
use crate::tui::guide_view::GuideView;
use crate::tui::overlays::misplaced;
use crate::tui::shared::Shared;
use crate::tui::tasks::TaskKind;

impl Shared {
    /// Judges a field that the keyboard leaves, and asks about a secret that does not belong there.
    pub(crate) fn leave_field(&mut self, input: Input) {
        if self.form.leave(input) {
            self.input_changed(input);
        }
        misplaced::ask(self, input);
    }

    /// Ticks a step by hand, or takes that tick back, and keeps that in the log. Says whether the step takes one.
    pub(crate) fn attest(&mut self, step: StepId) -> bool {
        let is_taken = self.ledger.attest(step);
        if is_taken {
            let what = if self.ledger.standing_of(step, self.now) == Standing::Attested {
                "ticked by hand"
            } else {
                "tick taken back"
            };
            self.log(Level::Info, format!("{} {what}", step.name()));
        }
        is_taken
    }

    /// An input has another value now.
    pub(crate) fn input_changed(&mut self, input: Input) {
        self.ledger.changed(input);
        // No verification rests on the customer's name, nor on what the profile is called.
        if !matches!(
            input,
            Input::OwnerId | Input::OwnerName | Input::ProfileName
        ) {
            self.remote.unsaved_findings = None;
        }
        self.tasks
            .note(TaskKind::Verify, |task| task.is_outdated = true);
        if input == Input::ApiKey {
            // Another key may be of another project: its profiles are not those that were seen.
            self.remote.profiles.clear();
            self.remote.profiles_caveat = None;
            self.remote.profiles_at = None;
            self.remote.profile = None;
            self.profiles_stale = true;
            self.forget_guide();
            self.forget_accounts();
        }
        if matches!(input, Input::AppId | Input::Scopes | Input::RedirectUri) {
            self.remote.request = None;
            // What is still on its way answers another question.
            self.tasks.supersede(TaskKind::Request);
        }
        match input {
            Input::AppId | Input::TokenSecret => self.forget_app(),
            Input::ApiKey => {
                // Another key may be of another project, with other actions.
                self.remote.actions = None;
                self.remote.actions_trouble = None;
                self.scopes_stale = true;
            }
            Input::Scopes => self.scopes_stale = true,
            _ => {}
        }
    }

    /// What a verification showed was of another app, or of another Token.
    pub(crate) fn forget_app(&mut self) {
        self.remote.scopes = crate::scopes::ScopeReport::default();
        self.remote.portal = None;
        self.remote.verified = None;
        self.remote.unsaved_findings = None;
        self.scopes_stale = true;
    }

    /// Forgets `StackOne`'s own guide, and what is on its way of it: it was read with another API key.
    pub(crate) fn forget_guide(&mut self) {
        self.guide = GuideView::default();
        self.tasks.supersede(TaskKind::Guide);
    }

    /// Forgets the linked accounts, and what is on its way of them: they were read with another API key.
    pub(crate) fn forget_accounts(&mut self) {
        for kind in [
            TaskKind::Accounts,
            TaskKind::AccountRecord,
            TaskKind::AccountRead,
        ] {
            self.tasks.supersede(kind);
        }
        self.accounts.begin(None);
    }

    /// Fills a field from outside the keyboard.
    pub(crate) fn fill_input(&mut self, input: Input, value: &str) {
        if self.form.fill(input, value) {
            self.input_changed(input);
        }
    }
}
