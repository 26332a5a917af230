//! Changing and deleting linked accounts: what will change is shown before anything is sent.

use crate::domain::account::Account;
use crate::domain::text::{self, Text};
use crate::stackone::AccountEdit;
use crate::tui::layers::Overlay;
use crate::tui::overlays::entry_form::{Choice, EntryForm, FieldId, FormField, FormKind};
use crate::tui::overlays::prompt::{Prompt, PromptKind};
use crate::tui::screens::accounts::{AccountsView, requests};
use crate::tui::shared::Shared;
use crate::tui::tasks::TaskKind;
use crate::tui::worker::Job;
use crate::workflow::{AccountChange, BlastRadius, Certainty, ChangeRequest, ChangeTarget};

/// How many accounts a question names before it only counts.
const NAMED: usize = 8;

/// The value of a choice that leaves what is there.
const UNCHANGED: &str = "";

fn target(account: &Account) -> ChangeTarget {
    ChangeTarget {
        id: account.id.clone(),
        name: Text::new(account.name()),
    }
}

/// Opens the form that changes the selected or the marked accounts.
pub(crate) fn edit(view: &mut AccountsView, shared: &mut Shared) {
    let data = &shared.accounts;
    let targets = view.targets(data);
    let Some(first) = targets.first() else {
        return;
    };
    let only = (targets.len() == 1).then_some(*first);
    let text = |text: Option<&Text>| text.map_or_else(String::new, Text::to_string);
    let title = match only {
        Some(account) => format!("Edit the account of {}", account.name()),
        None => format!("Edit {} accounts", targets.len()),
    };
    let mut fields = Vec::new();
    // A name or a label is one account's own.
    if let Some(account) = only {
        let label = text(account.label.as_ref());
        fields.push(FormField::text(FieldId::Label, "Label", &label));
        let name = account.origin_owner_name.as_str();
        fields.push(FormField::text(FieldId::OwnerName, "Owner name", name));
    }
    let kind = only.and_then(|account| account.kind.as_ref());
    let kind = kind.map(|kind| kind.as_str().to_lowercase());
    let mut types = Vec::new();
    if !matches!(kind.as_deref(), Some("production" | "test")) {
        types.push(Choice::new(UNCHANGED, "as it is"));
    }
    types.push(Choice::new("production", "production"));
    types.push(Choice::new("test", "test"));
    let kind = kind.unwrap_or_default();
    fields.push(FormField::choice(FieldId::Type, "Type", types, &kind));
    let profiles = data.profiles();
    let own = only.and_then(|account| account.connector_profile_id.as_ref());
    let own = own.map(Text::to_string).unwrap_or_default();
    let mut choices = Vec::new();
    let is_listed = profiles.is_some_and(|all| all.iter().any(|one| one.id.as_str() == own));
    if !is_listed {
        choices.push(Choice::new(own.clone(), "as it is"));
    }
    for profile in profiles.into_iter().flatten() {
        let off = if profile.is_disabled() {
            " (disabled)"
        } else {
            ""
        };
        choices.push(Choice::new(
            profile.id.as_str(),
            format!("{}{off}", profile.name),
        ));
    }
    fields.push(FormField::choice(
        FieldId::Profile,
        "Profile",
        choices,
        &own,
    ));
    let explanation = if only.is_some() {
        "This changes the account in StackOne. The customer notices nothing."
    } else {
        "This changes these accounts in StackOne. The customers notice nothing."
    };
    let targets = targets.into_iter().map(target).collect();
    let form =
        EntryForm::new(FormKind::EditAccounts(targets), title, fields).with_line(explanation);
    shared.layers.open(Overlay::Form(Box::new(form)));
}

/// What of the form is another value than before.
pub(crate) fn edited(form: &EntryForm) -> AccountEdit {
    let changed = |id: FieldId| {
        let field = form.fields.iter().find(|field| field.id == id)?;
        field.is_changed().then(|| field.value().to_owned())
    };
    AccountEdit {
        label: changed(FieldId::Label),
        owner_name: changed(FieldId::OwnerName),
        kind: changed(FieldId::Type),
        profile_id: changed(FieldId::Profile),
    }
}

/// Sends what the form changes. Says whether it was sent; else the form says what is wrong.
pub(crate) fn submit(shared: &mut Shared, form: &mut EntryForm, targets: &[ChangeTarget]) -> bool {
    let edit = edited(form);
    if edit.owner_name.as_deref() == Some("") {
        form.set_problem(FieldId::OwnerName, "An account has an owner: write a name.");
    }
    if form.go_to_problem() {
        return false;
    }
    if edit.is_empty() {
        form.problem = Some("Nothing is changed yet. Esc leaves the form.".to_owned());
        return false;
    }
    if !form.was_warned {
        form.was_warned = true;
        form.problem = Some(match targets {
            [only] => format!(
                "This changes the account of {} in StackOne. Press Enter once more to change it.",
                only.name
            ),
            many => format!(
                "This changes {} accounts in StackOne. Press Enter once more to change them.",
                many.len()
            ),
        });
        return false;
    }
    start(shared, targets.to_vec(), AccountChange::Edit(edit));
    true
}

/// Asks before deleting: who loses the connection, what stays, what there is instead.
pub(crate) fn ask_delete(view: &mut AccountsView, shared: &mut Shared) {
    let accounts = view.targets(&shared.accounts);
    let count = accounts.len();
    if count == 0 {
        return;
    }
    let hit = BlastRadius {
        accounts: accounts.clone(),
        certainty: Certainty::Exact,
    };
    let owners = hit.owners();
    let active = accounts
        .iter()
        .filter(|account| account.is_active())
        .count();
    let who = if owners == 1 {
        "1 customer".to_owned()
    } else {
        format!("{owners} customers")
    };
    let loses = match active {
        0 => format!("None of them is active now. Of {who}:"),
        1 if count == 1 => "It is active: the customer's data stops at once.".to_owned(),
        active => format!("{active} of {count} are active: their data stops at once. Of {who}:"),
    };
    let (names, more) = hit.names(NAMED);
    let title = if count == 1 {
        format!("Delete the account of {}?", accounts[0].name())
    } else {
        format!("Delete {count} linked accounts?")
    };
    // One is called by its name: a mark that a filter hides must not be deleted by mistake.
    let required = match accounts.as_slice() {
        [only] => text::line(only.name(), 60),
        many => format!("delete {}", many.len()),
    };
    let targets: Vec<_> = accounts.into_iter().map(target).collect();
    let mut prompt =
        Prompt::new(PromptKind::DeleteAccounts(targets), title, "Type it").with_line(loses);
    for name in names {
        prompt = prompt.with_line(format!("  {name}"));
    }
    if more > 0 {
        prompt = prompt.with_line(format!("  and {more} more"));
    }
    let prompt = prompt
        .with_line("Deleted: the account in StackOne and the access stored in it. Programs that read through it get 404.")
        .with_line("Stays: the Planday app, its Token, the connector profile, the connection in stackday.")
        .with_line("Undo: none. Each customer must open a new link. Link again instead keeps the account id.")
        .with_line(format!("To delete, type: {required}"))
        .requiring(required);
    shared.layers.open(Overlay::prompt(prompt));
}

/// Deletes them: the word was typed.
pub(crate) fn delete(shared: &mut Shared, targets: Vec<ChangeTarget>) {
    start(shared, targets, AccountChange::Delete);
}

fn start(shared: &mut Shared, targets: Vec<ChangeTarget>, change: AccountChange) {
    let Some(of) = requests::whose(shared) else {
        return shared.refuse("enter a StackOne API key first (step C1)");
    };
    if shared.tasks.runs(TaskKind::AccountChange) {
        return shared.refuse("a change is running; {tasks.cancel} cancels it");
    }
    let what = match &change {
        AccountChange::Edit(_) => "changing accounts",
        AccountChange::Delete => "deleting accounts",
    };
    let request = ChangeRequest {
        of,
        targets,
        change,
    };
    let job = Job::ChangeAccounts(Box::new(request));
    shared.start(TaskKind::AccountChange, what, job);
}
