//! The fields that a person fills in: what is typed, how it was judged, whether it is shown.

use tui_input::{Input as Line, InputRequest};
use url::Url;
use zeroize::{Zeroize as _, Zeroizing};

use crate::domain::guard::{Guard, SecretForm};
use crate::domain::scope::Scopes;
use crate::domain::text;
use crate::domain::{Input, PersonalDataConsent};
use crate::input::{self, Compared, Judged};
use crate::library::Connection;
use crate::scopes::Chosen;
use crate::secret::Secret;
use crate::tui::characters::{LONGEST, Takes};
use crate::tui::input_words::misplaced_words;
pub use crate::tui::input_words::{TEXT_FIELDS, also, is_secret, label};

/// What was found out about a value when its field was left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Verdict {
    /// Not judged since it was last changed.
    #[default]
    Open,
    /// Usable; with a word on what was tidied.
    Fine(Option<String>),
    /// Usable, but it looks odd, and why.
    Doubtful(String),
    /// Not usable, and how to mend it.
    Wrong(String),
}

/// One text field.
#[derive(Default)]
pub struct Field {
    line: Line,
    verdict: Verdict,
    revealed: bool,
    /// The secret that was recognised in a field that is no field for it.
    misplaced: Option<SecretForm>,
    /// Whether a person was asked about it.
    asked: bool,
    judged_value: String,
}

impl Field {
    /// What is typed, for judging and drawing. A secret is drawn masked by whoever draws.
    #[must_use]
    pub fn text(&self) -> &str {
        self.line.value()
    }

    /// The cursor, in characters.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.line.cursor()
    }

    /// What was found out when it was left.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Whether the person asked to see this secret.
    #[must_use]
    pub fn is_revealed(&self) -> bool {
        self.revealed
    }

    /// Whether a person was asked about the secret in it.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.asked
    }

    fn replace(&mut self, value: String) {
        let mut old = std::mem::replace(&mut self.line, Line::new(value)).value_and_reset();
        old.zeroize();
    }
}

impl Drop for Field {
    fn drop(&mut self) {
        self.line.value_and_reset().zeroize();
        self.judged_value.zeroize();
    }
}

/// All text fields, and what is chosen: scopes, actions, leave.
#[derive(Default)]
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
        field.misplaced = found;
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
        self.field_mut(input).replace(value.to_owned());
        self.field_mut(input).verdict = Verdict::Open;
        self.look(input);
        self.leave(input)
    }

    /// Passes one edit on. A change takes the verdict away until the field is left again.
    pub fn edit(&mut self, input: Input, request: InputRequest) {
        let field = self.field_mut(input);
        let before = field.text().to_owned();
        field.line.handle(request);
        let changed = field.text() != before;
        if changed {
            field.verdict = Verdict::Open;
            field.asked = false;
        }
        let mut before = before;
        before.zeroize();
        if changed {
            self.look(input);
        }
    }

    /// Takes a pasted line in, as far as the field takes its characters.
    ///
    /// Values that are copied whole replace what stood there untouched: nobody means to append a Token to a Token.
    /// Says whether something was replaced.
    pub fn paste(&mut self, input: Input, pasted: &str) -> bool {
        let whole =
            is_secret(input) || matches!(input, Input::AppId | Input::Portal | Input::RedirectUri);
        let field = self.field(input);
        let replaces = whole && field.verdict != Verdict::Open && !field.text().is_empty();
        if replaces {
            self.clear(input);
        }
        let mut line = Zeroizing::new(pasted.to_owned());
        if !is_secret(input) && !self.field(input).text().is_empty() {
            line = Zeroizing::new(apart(&self.guard, &line));
        }
        let takes = Takes::of(input);
        let field = self.field_mut(input);
        for c in line.chars().filter(|c| takes.pasted(*c)).take(LONGEST) {
            field.line.handle(InputRequest::InsertChar(c));
        }
        field.verdict = Verdict::Open;
        field.asked = false;
        self.look(input);
        replaces
    }

    /// Empties a field.
    pub fn clear(&mut self, input: Input) {
        let field = self.field_mut(input);
        field.replace(String::new());
        field.verdict = Verdict::Open;
        field.misplaced = None;
    }

    /// Shows a secret, or hides it again.
    pub fn reveal(&mut self, input: Input, shown: bool) {
        self.field_mut(input).revealed = shown && is_secret(input);
    }

    /// Judges a field as it is left, tidies its value and hides it again. An empty field is not scolded before it is
    /// needed. Says whether the value differs from what was judged before: evidence that rests on it is then lost.
    pub fn leave(&mut self, input: Input) -> bool {
        let empty = self.field(input).text().trim().is_empty();
        let expected = self.redirect_uri.clone();
        let field = self.field_mut(input);
        field.revealed = false;
        if empty {
            field.replace(String::new());
            field.verdict = Verdict::Open;
        } else if field.misplaced.is_none() {
            let (value, verdict) = judge(input, field.text(), &expected);
            if let Some(value) = value
                && value != field.text()
            {
                field.replace(value);
            }
            field.verdict = verdict;
        }
        // A secret that belongs elsewhere is no value here.
        let value = match field.misplaced {
            Some(_) => "",
            None => field.line.value(),
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
        let redirect_uri = std::mem::take(&mut self.redirect_uri);
        let guard = self.guard.clone();
        *self = Self::default();
        (self.redirect_uri, self.guard) = (redirect_uri, guard);
        self.follow_connection(kept);
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
        format!(" {line} ")
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

/// The tidied value, where the value is usable, and the verdict.
fn judge(input: Input, raw: &str, expected: &str) -> (Option<String>, Verdict) {
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
            input::name(raw, "an id of your own for this customer"),
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
