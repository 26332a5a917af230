//! The form that a link is made from.

use crate::domain::Input;
use crate::domain::Link;
use crate::domain::account::{Account, AccountState};
use crate::domain::text::Text;
use crate::stackone::{ConnectorProfile, SessionRequest};
use crate::tui::layers::Overlay;
use crate::tui::overlays::entry_form::{Choice, EntryForm, FieldId, FormField, FormKind, OTHER};
use crate::tui::screens::accounts::view::form_notes::life;
use crate::tui::screens::accounts::{AccountsView, Focus, links, requests};
use crate::tui::shared::Shared;
use crate::workflow::{LinkOrder, usable_profile};

/// The usual lives of a link, in seconds.
const LIVES: [(u64, &str); 4] = [
    (1_800, "30 minutes"),
    (86_400, "1 day"),
    (604_800, "7 days"),
    (2_592_000, "30 days"),
];

/// What a form begins with.
#[derive(Default)]
struct Begin {
    owner_id: String,
    owner_name: String,
    label: String,
    kind: String,
    profile: String,
    seconds: Option<u64>,
    multiple: bool,
    /// What to think of first.
    warning: Option<String>,
}

impl Begin {
    fn account(account: &Account) -> Self {
        let text = |text: Option<&Text>| text.map_or_else(String::new, Text::to_string);
        Self {
            owner_id: account.origin_owner_id.to_string(),
            owner_name: account.origin_owner_name.to_string(),
            label: text(account.label.as_ref()),
            kind: text(account.kind.as_ref()).to_lowercase(),
            profile: text(account.connector_profile_id.as_ref()),
            ..Self::default()
        }
    }

    fn link(link: &Link) -> Self {
        let text = |text: Option<&Text>| text.map_or_else(String::new, Text::to_string);
        Self {
            owner_id: link.owner_id.to_string(),
            owner_name: link.owner_name.to_string(),
            label: text(link.label.as_ref()),
            kind: text(link.kind.as_ref()),
            profile: link.profile_id.to_string(),
            seconds: Some(link.seconds),
            multiple: link.multiple,
            warning: (!link.state.is_over()).then(|| {
                "The earlier link still works until its end: StackOne has no call to take it back."
                    .to_owned()
            }),
        }
    }
}

/// Opens the form for a link to a new account.
pub(crate) fn open_new(_: &mut AccountsView, shared: &mut Shared) {
    let owner_id = shared.form.value(Input::OwnerId).unwrap_or_default();
    // The owner of the connection in Setup, until it has an account.
    let begin = if shared.accounts.active_of(&owner_id).next().is_none() {
        Begin {
            owner_name: shared.form.value(Input::OwnerName).unwrap_or_default(),
            owner_id,
            ..Begin::default()
        }
    } else {
        Begin::default()
    };
    open(shared, FormKind::NewLink, "New link", &begin);
}

/// Opens the form for a link to the selected account, which keeps its id; or for one like the selected link.
pub(crate) fn open_again(view: &mut AccountsView, shared: &mut Shared) {
    if view.focus == Focus::Accounts {
        let Some((kept, _)) = view.selected(&shared.accounts) else {
            return;
        };
        let (account, is_gone) = (kept.account.clone(), kept.gone_since.is_some());
        return again(shared, &account, is_gone);
    }
    let Some(link) = view.link(&shared.accounts).cloned() else {
        return;
    };
    let listed = link
        .relinks
        .as_ref()
        .and_then(|id| shared.accounts.account(id));
    match listed.cloned() {
        Some(account) => again(shared, &account, false),
        None => open(
            shared,
            FormKind::NewLink,
            &format!("New link for {}", link.owner_name),
            &Begin::link(&link),
        ),
    }
}

/// An account that is over is linked anew; any other one again.
fn again(shared: &mut Shared, account: &Account, is_gone: bool) {
    let begin = Begin::account(account);
    let is_over = is_gone
        || matches!(
            account.state(),
            AccountState::Archived | AccountState::Expired
        );
    if is_over {
        // Another test account would end by itself as well.
        let begin = Begin {
            kind: String::new(),
            ..begin
        };
        let title = format!("New link for {}", account.name());
        open(shared, FormKind::NewLink, &title, &begin);
    } else {
        let title = format!("Link {} again", account.name());
        let kind = FormKind::LinkAgain(account.id.clone());
        let begin = Begin {
            warning: (account.state() == AccountState::Suspended).then(|| {
                "A person suspended this account in StackOne. Linking again may make it active: ask first."
                    .to_owned()
            }),
            ..begin
        };
        open(shared, kind, &title, &begin);
    }
}

fn open(shared: &mut Shared, kind: FormKind, title: &str, begin: &Begin) {
    let all = shared.connector_profiles();
    let meant = shared.form.value(Input::ProfileName);
    let usable = usable_profile(all, meant.as_deref());
    let chosen = if all
        .iter()
        .any(|profile| profile.id.as_str() == begin.profile)
    {
        begin.profile.clone()
    } else {
        usable.map_or_else(String::new, |profile| profile.id.to_string())
    };
    let choices = choices(all);
    let profile = FormField::choice(FieldId::Profile, "Profile", choices, &chosen);
    let is_again = matches!(kind, FormKind::LinkAgain(_));
    let mut fields = Vec::new();
    if !is_again {
        fields.push(FormField::text(
            FieldId::OwnerId,
            "Owner id",
            &begin.owner_id,
        ));
        fields.push(FormField::text(
            FieldId::OwnerName,
            "Owner name",
            &begin.owner_name,
        ));
    }
    fields.push(profile);
    if !is_again {
        fields.push(FormField::text(FieldId::Label, "Label", &begin.label));
        let types = ["production", "test"].map(|kind| Choice::new(kind, kind));
        fields.push(FormField::choice(
            FieldId::Type,
            "Type",
            types.to_vec(),
            &begin.kind,
        ));
    }
    let seconds = begin.seconds.unwrap_or(shared.env.link_seconds);
    let mut lives = LIVES
        .map(|(seconds, name)| Choice::new(seconds.to_string(), name))
        .to_vec();
    lives.push(Choice::new(OTHER, "another time"));
    let is_usual = LIVES.iter().any(|(usual, _)| *usual == seconds);
    let (life, other) = if is_usual {
        (seconds.to_string(), String::new())
    } else {
        (OTHER.to_owned(), seconds.to_string())
    };
    fields.push(FormField::choice(FieldId::Life, "Works for", lives, &life));
    fields.push(FormField::text(FieldId::OtherLife, "Time", &other));
    if !is_again {
        let several = [
            Choice::new("no", "one account of this customer"),
            Choice::new("yes", "several accounts of this customer"),
        ];
        let value = if begin.multiple { "yes" } else { "no" };
        fields.push(FormField::choice(
            FieldId::Multiple,
            "Accounts",
            several.to_vec(),
            value,
        ));
    }
    let explanation = if is_again {
        "The customer opens the link and agrees in Planday. The account keeps its id."
    } else {
        "The customer's administrator opens the link and agrees in Planday."
    };
    let mut form = EntryForm::new(kind, title, fields).with_line(explanation);
    if let Some(warning) = &begin.warning {
        form = form.with_line(warning.clone());
    }
    shared.layers.open(Overlay::Form(Box::new(form)));
}

/// The profiles to choose from. Before they are listed the form is there already: keys that are typed go nowhere else.
fn choices(all: &[ConnectorProfile]) -> Vec<Choice> {
    if all.is_empty() {
        vec![Choice::new("", "not listed yet")]
    } else {
        all.iter().map(choice).collect()
    }
}

/// The profiles are listed: a form that waits for them offers them.
pub(crate) fn offer(shared: &mut Shared) {
    let all = shared.connector_profiles();
    let meant = shared.form.value(Input::ProfileName);
    let usable = usable_profile(all, meant.as_deref()).map(|profile| profile.id.to_string());
    let choices = choices(all);
    for overlay in shared.layers.shown_mut() {
        if let Overlay::Form(form) = overlay {
            form.offer(
                FieldId::Profile,
                &choices,
                usable.as_deref().unwrap_or_default(),
            );
        }
    }
}

fn choice(profile: &ConnectorProfile) -> Choice {
    let mut notes = Vec::new();
    if profile.is_disabled() {
        notes.push("disabled");
    }
    if profile.is_default() {
        notes.push("the default");
    }
    let notes = if notes.is_empty() {
        String::new()
    } else {
        format!(" ({})", notes.join(", "))
    };
    Choice::new(profile.id.as_str(), format!("{}{notes}", profile.name))
}

/// Has the link made that the form is about. Says whether that was begun; else the form says what is wrong.
pub(crate) fn submit(shared: &mut Shared, form: &mut EntryForm) -> bool {
    let again = match &form.kind {
        FormKind::LinkAgain(id) => shared.accounts.account(id).cloned(),
        _ => None,
    };
    if again.is_none() {
        if form.value(FieldId::OwnerId).is_empty() {
            form.set_problem(
                FieldId::OwnerId,
                "Write the customer's id in your own system.",
            );
        }
        if form.value(FieldId::OwnerName).is_empty() {
            form.set_problem(FieldId::OwnerName, "Write the customer's name.");
        }
    }
    let seconds = life(form);
    if let Err(why) = &seconds {
        form.set_problem(FieldId::OtherLife, why.clone());
    }
    let profile = form.value(FieldId::Profile).to_owned();
    let found = shared
        .connector_profiles()
        .iter()
        .find(|one| one.id.as_str() == profile);
    let name = found.map_or_else(Text::default, |one| one.name.clone());
    if found.is_some_and(ConnectorProfile::is_disabled) {
        form.set_problem(
            FieldId::Profile,
            "This profile is disabled: no link with it works. Enable it in StackOne first.",
        );
    }
    if profile.is_empty() {
        form.set_problem(
            FieldId::Profile,
            "StackOne's profiles are not listed yet. Wait a moment, then press Enter again.",
        );
    }
    if form.go_to_problem() {
        return false;
    }
    let owner = form.value(FieldId::OwnerId).to_owned();
    let is_multiple = form.value(FieldId::Multiple) == "yes";
    if again.is_none()
        && !is_multiple
        && !form.was_warned
        && shared.accounts.active_of(&owner).next().is_some()
    {
        form.was_warned = true;
        form.problem = Some(
            "This customer has an active account. The link would link that one again. Press Enter once more for that, or allow several accounts."
                .to_owned(),
        );
        return false;
    }
    let (Ok(seconds), Some(of)) = (seconds, requests::whose(shared)) else {
        return false;
    };
    let text = |text: &Text| text.to_string();
    let session = SessionRequest {
        owner_id: again
            .as_ref()
            .map_or(owner, |account| text(&account.origin_owner_id)),
        owner_name: again.as_ref().map_or_else(
            || form.value(FieldId::OwnerName).to_owned(),
            |account| account.name().to_owned(),
        ),
        profile_id: profile,
        expires_in: seconds,
        label: form.filled(FieldId::Label),
        kind: form.filled(FieldId::Type),
        multiple: is_multiple,
        account_id: again.as_ref().map(|account| text(&account.id)),
    };
    links::make(
        shared,
        LinkOrder {
            api_key: of.api_key,
            project: of.project,
            session,
            profile_name: name.to_string(),
            alone: false,
        },
    );
    true
}
