//! What is asked of the services about the connection in the forms: verify, wait for the profile, link, list.

use crate::domain::{Check, CheckId, Input, StepId, scope};
use crate::stackone::{ConnectorProfile, SessionRequest};
use crate::tui::form::{Verdict, empty_words, label};
use crate::tui::shared::{Place, Shared};
use crate::tui::tasks::TaskKind;
use crate::tui::worker::Job;
use crate::workflow::{
    GuideRequest, LinkRequest, LinkStart, NotedLink, RequestInputs, ResolvedInputs, ResolvedSecret,
    Values, WaitRequest,
};

impl Shared {
    /// Whether these fields can be used; else leads to the first that cannot, where it says what is wrong.
    fn demand(&mut self, inputs: &[Input]) -> bool {
        for input in inputs {
            if !self.form.demand(*input) {
                self.field_is_wrong(*input);
                return false;
            }
        }
        true
    }

    /// Leads to the step of a value that is not usable, and says why it is not. The keyboard stays with the checklist: keys that
    /// were meant as commands are not to be typed into a field.
    fn field_is_wrong(&mut self, input: Input) {
        self.go_to(Place::StepOf(input));
        if let Verdict::Wrong(problem) = self.form.field(input).verdict() {
            let text = if self.form.field(input).text().is_empty() {
                empty_words(input).to_owned()
            } else {
                format!("{}: {problem}", label(input))
            };
            self.refuse(text);
        }
    }

    /// Starts the check of the request: with the redirect URI that `StackOne` will send, whatever was entered to compare.
    pub(crate) fn check_request(&mut self) {
        if !self.demand(&[Input::AppId]) {
            return;
        }
        let inputs = RequestInputs {
            app_id: self.form.value(Input::AppId).unwrap_or_default(),
            redirect_uri: self.env.redirect_uri.clone(),
            scopes: self.form.scopes().clone(),
        };
        let job = Job::Request(inputs);
        self.start(TaskKind::Request, "checking the request", job);
    }

    /// Starts a verification of what was entered, if it is well formed; else goes to the field that is not. While one runs, its
    /// progress is said: the key does not start it over.
    pub(crate) fn verify(&mut self) {
        if let Some(text) = self.verify_progress() {
            return self.say(text);
        }
        if !self.demand(&[Input::AppId, Input::TokenSecret]) {
            return;
        }
        if self.form.secret(Input::ApiKey).is_some() && !self.demand(&[Input::ApiKey]) {
            return;
        }
        let inputs = self.resolved().inputs(self.required().names());
        let job = Job::Verify(Box::new(inputs));
        self.start(TaskKind::Verify, "verifying", job);
    }

    /// How far the verification that runs has come; none where none runs that works with what the forms hold.
    fn verify_progress(&self) -> Option<String> {
        let task = self.tasks.running.get(&TaskKind::Verify)?;
        if task.is_outdated {
            return None;
        }
        let (done, total) = task.counts().unwrap_or((0, CheckId::ALL.len()));
        let begun = task.begun.unwrap_or(self.now);
        let seconds = self.now.duration_since(begun).as_secs().max(0);
        Some(format!(
            "Verifying: {done} of {total}, {seconds} s; {{tasks.cancel}} cancels"
        ))
    }

    /// What the forms hold, as the inputs of a verification.
    fn resolved(&self) -> ResolvedInputs {
        let form = &self.form;
        let values = Values {
            portal: form.portal().map(String::from),
            app_id: form.value(Input::AppId),
            scopes: Some(scope::Read {
                scopes: form.scopes().clone(),
                unknown: Vec::new(),
            }),
            actions: Some(form.actions.clone()),
            personal_data: Some(form.consent.clone()),
            connector_profile: form.value(Input::ProfileName),
            owner_id: form.value(Input::OwnerId),
            owner_name: form.value(Input::OwnerName),
        };
        let secret = |input| {
            Some(ResolvedSecret {
                secret: form.secret(input)?,
                source: self.source(input)?,
                shadowed: self.shadowed(input).cloned(),
            })
        };
        let (token, api_key) = (secret(Input::TokenSecret), secret(Input::ApiKey));
        ResolvedInputs::of_forms(values, token, api_key, self.basis())
    }

    /// Waits for the connector profile, looking again and again.
    pub(crate) fn wait_for_profile(&mut self) {
        if self.demand(&[Input::ApiKey]) {
            self.wait_with_the_key();
        }
    }

    /// The same where there is a key, and nothing where there is none: a task's answer leads a person nowhere.
    pub(crate) fn wait_with_the_key(&mut self) {
        let Some(api_key) = self.form.secret(Input::ApiKey) else {
            return;
        };
        // What was listed before is known; without a list, the first look decides what is new.
        let listed = self.remote.profiles_at.is_some();
        let known = listed.then(|| {
            let profiles = self.remote.profiles.iter();
            profiles.map(|profile| profile.id.clone()).collect()
        });
        let request = WaitRequest {
            known,
            api_key,
            name: self.form.value(Input::ProfileName),
        };
        let job = Job::Wait(request);
        self.start(TaskKind::Wait, "waiting for the profile", job);
    }

    /// The connector profile to link with: the one that was waited for, else the one that a look at the list gives.
    #[must_use]
    pub fn usable_profile(&self) -> Option<&ConnectorProfile> {
        self.remote.profile.as_ref().or_else(|| {
            let meant = self.form.value(Input::ProfileName);
            crate::workflow::usable_profile(&self.remote.profiles, meant.as_deref())
        })
    }

    /// Makes an auth link and follows it.
    pub(crate) fn link(&mut self) {
        if !self.demand(&[Input::ApiKey, Input::OwnerId, Input::OwnerName]) {
            return;
        }
        let usable = self.usable_profile().map(|profile| profile.id.to_string());
        let Some(profile_id) = usable else {
            self.go_to(Place::Step(StepId::C2));
            return self
                .refuse("no usable connector profile has been seen yet: wait for it in step C2");
        };
        let start = LinkStart::New(SessionRequest {
            owner_id: self.form.value(Input::OwnerId).unwrap_or_default(),
            owner_name: self.form.value(Input::OwnerName).unwrap_or_default(),
            profile_id,
            expires_in: self.env.link_seconds,
            ..SessionRequest::default()
        });
        let Some(request) = self.link_request(start) else {
            return;
        };
        self.remote.link = None;
        self.remote.account = None;
        self.ledger.outdate(
            &[StepId::D2, StepId::D3, StepId::D4],
            "a new link was made since",
        );
        self.start(TaskKind::Link, "linking", Job::Link(Box::new(request)));
    }

    /// Follows the auth link that is out: a look that was cancelled loses nothing.
    pub(crate) fn follow_link(&mut self) {
        let Some(link) = self.remote.link.clone() else {
            self.go_to(Place::Step(StepId::D1));
            return self.refuse("there is no auth link yet: create it here, in step D1");
        };
        match self.link_request(LinkStart::Existing(link)) {
            Some(request) => self.start(TaskKind::Link, "linking", Job::Link(Box::new(request))),
            None => self.field_is_wrong(Input::ApiKey),
        }
    }

    fn link_request(&self, start: LinkStart) -> Option<LinkRequest> {
        Some(LinkRequest {
            api_key: self.form.secret(Input::ApiKey)?,
            start,
            owner_id: self.form.value(Input::OwnerId).unwrap_or_default(),
            granted: self.remote.scopes.granted.clone(),
            noted: Some(NotedLink {
                project: self.project(),
                profile_name: self
                    .usable_profile()
                    .map_or_else(String::new, |profile| profile.name.to_string()),
            }),
        })
    }

    /// The connector profiles as they were read last: with the linked accounts, else for Setup.
    pub(crate) fn connector_profiles(&self) -> &[ConnectorProfile] {
        self.accounts.profiles().unwrap_or(&self.remote.profiles)
    }

    /// The name of the `StackOne` project that the connection in the forms belongs to: its own, else the default one.
    pub(crate) fn project(&self) -> Option<String> {
        let own = self.session.base.project.clone();
        own.or_else(|| self.library.contents.default_project.clone())
    }

    /// Asks for the list of connector profiles, if there is a key to ask with.
    pub(crate) fn list_profiles(&mut self) {
        if let Some(key) = self.form.secret(Input::ApiKey) {
            let job = Job::Profiles(key);
            self.start(TaskKind::Profiles, "listing profiles", job);
        }
    }

    /// Reads `StackOne`'s guide after a verification that has shown the API key to work, unless it is there already.
    pub(crate) fn read_guide(&mut self, checks: &[Check]) {
        let works = checks
            .iter()
            .any(|check| check.id == CheckId::ApiKey && check.evidence.standing.holds());
        // A key that is being changed is not the one that was verified.
        let untouched = *self.form.field(Input::ApiKey).verdict() != Verdict::Open;
        let wanted = self.guide.live.is_none() && !self.tasks.runs(TaskKind::Guide);
        if !works || !untouched || !wanted {
            return;
        }
        let Some(api_key) = self.form.secret(Input::ApiKey) else {
            return;
        };
        let job = Job::Guide(GuideRequest {
            api_key,
            redirect_uri: self.env.redirect_uri.clone(),
        });
        self.start(TaskKind::Guide, "reading StackOne's guide", job);
    }
}
