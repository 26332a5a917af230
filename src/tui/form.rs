//! The fields that a person fills in: what is typed, how it was judged, whether it is shown.

mod field;
mod judge;

use url::Url;
use zeroize::{Zeroize as _, Zeroizing};

use crate::domain::guard::{Guard, SecretForm};
use crate::domain::scope::Scopes;
use crate::domain::text;
use crate::domain::{Input, PersonalDataConsent};
use crate::input::{self, Compared};
use crate::library::Connection;
use crate::scopes::Chosen;
use crate::secret::Secret;
pub use crate::tui::form::field::{Field, Verdict};
use crate::tui::form::judge::judge;
use crate::tui::input_words::misplaced_words;
pub use crate::tui::input_words::{TEXT_FIELDS, also, empty_words, is_secret, label};
use crate::tui::widgets::text_field::{Edit, Pasted, TextField};

/// All text fields, and what is chosen: scopes, actions, leave.
pub struct Form {
    fields: [Field; TEXT_FIELDS.len()],
    scopes: Scopes,
    /// The actions that the integration will use.
    pub actions: Chosen,
    /// Consent to read personal data to prove a scope.
    pub consent: PersonalDataConsent,
    /// The redirect URI that the one of the app is compared with.
    redirect_uri: String,
    guard: Guard,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            fields: TEXT_FIELDS.map(Field::new),
            scopes: Scopes::new(),
            actions: Chosen::new(),
            consent: PersonalDataConsent::default(),
            redirect_uri: String::new(),
            guard: Guard::default(),
        }
    }
}

/// A secret shorter than this is not looked for in other fields: it would be found in ordinary words.
const SHORTEST_SECRET: usize = 6;

impl Form {
    /// One field.
    ///
    /// # Panics
    /// Never: callers pass text inputs; scopes have no line.
    #[must_use]
    pub fn field(&self, input: Input) -> &Field {
        &self.fields[index(input)]
    }

    fn field_mut(&mut self, input: Input) -> &mut Field {
        &mut self.fields[index(input)]
    }

    /// What recognises secrets here.
    #[must_use]
    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// Recognises secrets with this from now on. What the run began with was not typed here: it is not asked about.
    pub fn guard_with(&mut self, guard: Guard) {
        // An App Id never has the form of a Token.
        let begun = |input: &Input| !is_secret(*input) && *input != Input::AppId;
        for input in TEXT_FIELDS.into_iter().filter(begun) {
            guard.allow(self.field(input).text());
        }
        self.guard = guard;
        for input in TEXT_FIELDS {
            self.look(input);
        }
    }

    /// The secret in a field that is no field for it. It is masked, and no value of this form.
    #[must_use]
    pub fn misplaced(&self, input: Input) -> Option<SecretForm> {
        self.field(input).misplaced
    }

    /// A person says that what may be a Token in this field is none.
    pub(crate) fn accept(&mut self, input: Input) {
        let field = &self.fields[index(input)];
        self.guard.allow(field.text());
        self.guard.allow(&text::line(field.text(), usize::MAX));
        self.look(input);
    }

    /// A person is asked about the secret in this field.
    pub(crate) fn note_asked(&mut self, input: Input) {
        self.field_mut(input).asked = true;
    }

    /// Looks for a secret in a field whose text has changed.
    fn look(&mut self, input: Input) {
        let found = if is_secret(input) {
            None
        } else {
            let text = self.field(input).text();
            // Of an App Id white space is tidied away: a Token in two halves is one as well.
            let joined = || text.split_whitespace().collect::<String>();
            self.secret_in(text).or_else(|| {
                (input == Input::AppId)
                    .then(|| self.secret_in(&Zeroizing::new(joined())))
                    .flatten()
            })
        };
        let field = self.field_mut(input);
        let before = std::mem::replace(&mut field.misplaced, found);
        if found.or(before).is_some() {
            // Undo must not bring a secret back that belongs elsewhere.
            field.line.forget_history();
        }
        if let Some(form) = found {
            field.verdict = Verdict::Wrong(misplaced_words(form));
        }
    }

    fn secret_in(&self, text: &str) -> Option<SecretForm> {
        if text.is_empty() {
            return None;
        }
        // A character that cannot be seen hides no secret.
        let clean = text::line(text, usize::MAX);
        let own = [Input::TokenSecret, Input::ApiKey];
        let typed_there = own.into_iter().any(|input| {
            let own = self.field(input).text().trim();
            own.chars().count() >= SHORTEST_SECRET && clean.contains(own)
        });
        self.guard
            .suspect(&clean)
            .or_else(|| self.guard.suspect(text))
            .or(typed_there.then_some(SecretForm::Known))
    }

    /// The wanted scopes.
    #[must_use]
    pub fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// Sets the wanted scopes. Says whether they are others than before.
    pub fn set_scopes(&mut self, scopes: Scopes) -> bool {
        let changed = self.scopes != scopes;
        self.scopes = scopes;
        changed
    }

    /// Says which redirect URI the one of the app is compared with.
    pub fn expect_redirect_uri(&mut self, uri: &str) {
        uri.clone_into(&mut self.redirect_uri);
    }

    /// The redirect URI of the app beside the expected one, where it was entered and differs.
    #[must_use]
    pub fn compared(&self) -> Option<Compared> {
        let field = self.field(Input::RedirectUri);
        matches!(field.verdict, Verdict::Doubtful(_))
            .then(|| input::redirect_uri(&self.redirect_uri, field.text()))
    }

    /// Fills a field from outside the keyboard (configuration, environment, a rehearsal's click) and judges it.
    pub fn fill(&mut self, input: Input, value: &str) -> bool {
        let field = self.field_mut(input);
        field.line.set(value);
        field.verdict = Verdict::Open;
        self.look(input);
        self.leave(input)
    }

    /// Edits a field, with a key or otherwise. A change takes the verdict away until the field is left again.
    pub(crate) fn edit(&mut self, input: Input, act: impl FnOnce(&mut TextField) -> Edit) -> Edit {
        let field = self.field_mut(input);
        let edit = act(&mut field.line);
        if edit == Edit::Changed {
            field.changed();
            self.look(input);
        }
        edit
    }

    /// Takes a paste in, on one line and as far as the field takes its characters.
    ///
    /// Values that are copied whole replace what stood there untouched: appending a Token to a Token is never meant.
    /// Says what became of the paste, and whether something was replaced.
    pub(crate) fn paste(&mut self, input: Input, pasted: &str) -> (Pasted, bool) {
        let whole =
            is_secret(input) || matches!(input, Input::AppId | Input::Portal | Input::RedirectUri);
        let field = self.field(input);
        let stands_alone = field.text().is_empty();
        let replaces = whole && field.verdict != Verdict::Open && !stands_alone;
        let mut text = Zeroizing::new(pasted.to_owned());
        if !is_secret(input) && !stands_alone && !replaces {
            text = Zeroizing::new(apart(&self.guard, &text));
        }
        let field = self.field_mut(input);
        let pasted = if replaces {
            field.line.paste_over(&text)
        } else {
            field.line.paste(&text)
        };
        if pasted.taken > 0 {
            field.changed();
            self.look(input);
        }
        let has_replaced = replaces && pasted.taken > 0;
        (pasted, has_replaced)
    }

    /// Empties a field whose value holds no longer: there is nothing to undo.
    pub fn clear(&mut self, input: Input) {
        let field = self.field_mut(input);
        field.line.set("");
        field.changed();
        field.misplaced = None;
    }

    /// Shows a secret, or hides it again.
    pub fn reveal(&mut self, input: Input, shown: bool) {
        self.field_mut(input).line.reveal(shown);
    }

    /// Judges a field as it is left, tidies its value and hides it again. An empty field is not scolded before it is
    /// needed. Says whether the value differs from what was judged before: evidence that rests on it is then lost.
    pub fn leave(&mut self, input: Input) -> bool {
        let empty = self.field(input).text().trim().is_empty();
        let expected = self.redirect_uri.clone();
        let field = self.field_mut(input);
        field.line.reveal(false);
        if empty {
            // White space alone is nothing, and nothing is to be said of it.
            let _ = field.line.clear();
            field.verdict = Verdict::Open;
        } else if field.misplaced.is_none() {
            let (value, verdict) = judge(input, field.text(), &expected);
            if let Some(value) = value {
                let _ = field.line.replace(&Zeroizing::new(value));
            }
            field.verdict = verdict;
        }
        // A secret that belongs elsewhere is no value here.
        let value = match field.misplaced {
            Some(_) => "",
            None => field.line.text(),
        };
        let changed = field.judged_value != value;
        if changed {
            field.judged_value.zeroize();
            value.clone_into(&mut field.judged_value);
        }
        changed
    }

    /// Judges a field that is needed now: empty is wrong here. Says whether it can be used.
    pub fn demand(&mut self, input: Input) -> bool {
        self.leave(input);
        let expected = self.redirect_uri.clone();
        let field = self.field_mut(input);
        if field.text().is_empty() {
            field.verdict = judge(input, "", &expected).1;
        }
        !matches!(field.verdict, Verdict::Wrong(_))
    }

    /// The portal address, if there is a usable one.
    #[must_use]
    pub fn portal(&self) -> Option<Url> {
        input::portal(&self.value(Input::Portal)?).value.ok()
    }

    /// The value of a secret field, if anything is in it.
    #[must_use]
    pub fn secret(&self, input: Input) -> Option<Secret> {
        let field = self.field(input);
        let is_there = !field.text().is_empty() && field.misplaced.is_none();
        is_there.then(|| Secret::new(field.text()))
    }

    /// The value of a text field, if anything is in it.
    #[must_use]
    pub fn value(&self, input: Input) -> Option<String> {
        let field = self.field(input);
        let text = field.text().trim();
        (!text.is_empty() && field.misplaced.is_none()).then(|| text.to_owned())
    }

    /// What is entered, as a profile keeps it: no secret, and of `base` what has no field here.
    #[must_use]
    pub fn connection(&self, base: &Connection) -> Connection {
        Connection {
            portal: self.value(Input::Portal),
            app_name: self.value(Input::AppName),
            app_id: self.value(Input::AppId),
            scopes: self.scopes.clone(),
            actions: self.actions.clone(),
            read_personal: self.consent.resources().map(str::to_owned).collect(),
            project: self.value(Input::Project),
            connector_profile: self.value(Input::ProfileName),
            owner_id: self.value(Input::OwnerId),
            owner_name: self.value(Input::OwnerName),
            tags: base.tags.clone(),
            notes: base.notes.clone(),
        }
    }

    /// Fills the fields with what a profile keeps. Those of secrets are emptied.
    pub fn take_connection(&mut self, kept: &Connection) {
        *self = self.emptied();
        self.follow_connection(kept);
    }

    /// A form with nothing in it, that compares and recognises as this one does.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self {
            redirect_uri: self.redirect_uri.clone(),
            guard: self.guard.clone(),
            ..Self::default()
        }
    }

    /// The same in the fields whose value is another one. What a profile does not keep stays: secrets, the redirect URI that
    /// is compared, and what is masked because it belongs elsewhere.
    pub fn follow_connection(&mut self, kept: &Connection) {
        for (input, value) in [
            (Input::Portal, &kept.portal),
            (Input::AppName, &kept.app_name),
            (Input::AppId, &kept.app_id),
            (Input::Project, &kept.project),
            (Input::ProfileName, &kept.connector_profile),
            (Input::OwnerId, &kept.owner_id),
            (Input::OwnerName, &kept.owner_name),
        ] {
            if self.value(input) != *value && self.misplaced(input).is_none() {
                self.fill(input, value.as_deref().unwrap_or_default());
            }
        }
        self.scopes.clone_from(&kept.scopes);
        self.actions.clone_from(&kept.actions);
        self.consent = PersonalDataConsent::of(&kept.read_personal);
    }
}

/// What is pasted, kept apart from the text around it where it holds a secret: run together with a word it would not be
/// recognised.
pub(crate) fn apart(guard: &Guard, line: &str) -> String {
    if guard.suspect(&text::line(line, usize::MAX)).is_some() {
        format!(" {} ", line.trim())
    } else {
        line.to_owned()
    }
}

fn index(input: Input) -> usize {
    TEXT_FIELDS
        .iter()
        .position(|field| *field == input)
        .unwrap_or_else(|| unreachable!("scopes are chosen, not typed"))
}
