//! What a person does on the Scopes screen.

use crate::domain::scope::{self, Scopes};
use crate::domain::{Input, PersonalDataConsent, StepId};
use crate::scopes::table;
use crate::secret::Secret;
use crate::tui::change::Change;
use crate::tui::layers::{Detail, Overlay};
use crate::tui::overlays::scope_picker::Picker;
use crate::tui::screens::scopes::ScopesView;
use crate::tui::session::UnclaimedToken;
use crate::tui::shared::losses::OF_THE_APP;
use crate::tui::shared::{Place, Shared};
use crate::tui::undo::Fields;

/// Lists another part of the matrix.
pub(crate) fn next_view(scopes: &mut ScopesView, shared: &mut Shared) {
    scopes.next_view();
    shared.say(format!("listed now: {}", scopes.view.name()));
}

/// Shows everything known of the selected scope.
pub(crate) fn show_detail(shared: &mut Shared) {
    shared.layers.open(detail(Detail::Scope));
}

/// Shows what is wrong, what it breaks, and the way out; in place of the scope where that is shown.
pub(crate) fn show_way_out(shared: &mut Shared) {
    if matches!(shared.layers.top(), Some(Overlay::Detail { .. })) {
        shared.layers.replace(detail(Detail::WayOut));
    } else {
        shared.layers.open(detail(Detail::WayOut));
    }
}

/// From the scope to the way out, or back.
pub(crate) fn turn_over(shared: &mut Shared) {
    let of = match shared.layers.top() {
        Some(Overlay::Detail {
            of: Detail::Scope, ..
        }) => Detail::WayOut,
        Some(Overlay::Detail { .. }) => Detail::Scope,
        _ => return,
    };
    shared.layers.replace(detail(of));
}

fn detail(of: Detail) -> Overlay {
    Overlay::Detail { of, scroll: 0 }
}

/// Opens the list of all scopes and presets.
pub(crate) fn edit(shared: &mut Shared) {
    let picker = Picker::new(shared.form.scopes().clone());
    shared.layers.open(Overlay::Scopes(picker));
}

/// Closes the choice of scopes, and takes it over.
pub(crate) fn scopes_done(shared: &mut Shared) {
    if let Some(Overlay::Scopes(picker)) = shared.layers.close() {
        let chosen = picker.chosen().clone();
        if chosen != *shared.form.scopes() {
            want(shared, |wanted| *wanted = chosen);
            shared.say(format!(
                "{} scopes are ticked. {{app.undo}} undoes the change.",
                shared.form.scopes().len()
            ));
        }
    }
}

/// The selected scope goes onto the list to tick, or off it.
pub(crate) fn tick(scopes: &mut ScopesView, shared: &mut Shared) {
    let Some(row) = scopes.row() else {
        return;
    };
    let (name, wanted) = (row.scope.clone(), row.wanted);
    scopes.touch(&name);
    want(shared, |list| {
        if wanted {
            list.remove(&name);
        } else {
            list.insert(name);
        }
    });
}

/// Ticks everything that is required.
pub(crate) fn take_over(scopes: &mut ScopesView, shared: &mut Shared) {
    let more = scopes.to_take_over();
    shared.say(format!(
        "Ticked: {}. {{app.undo}} undoes it.",
        first_names(&more)
    ));
    want(shared, |wanted| wanted.extend(more));
}

/// Unticks what no chosen action needs.
pub(crate) fn trim(scopes: &mut ScopesView, shared: &mut Shared) {
    let less = scopes.unused();
    shared.say(format!(
        "Unticked, as no chosen action needs it: {}. {{app.undo}} undoes it.",
        first_names(&less)
    ));
    want(shared, |wanted| {
        wanted.retain(|scope| !less.contains(scope));
    });
}

/// Ticks these scopes besides.
fn tick_more(shared: &mut Shared, scopes: &Scopes) {
    let wanted = shared.form.scopes().union(scopes).cloned().collect();
    if shared.form.set_scopes(wanted) {
        shared.input_changed(Input::Scopes);
    }
}

/// Changes the wanted scopes. It can be undone.
pub(crate) fn want(shared: &mut Shared, change: impl FnOnce(&mut Scopes)) {
    shared.remember_choices("the ticks as they were");
    let mut wanted = shared.form.scopes().clone();
    change(&mut wanted);
    if shared.form.set_scopes(wanted) {
        shared.input_changed(Input::Scopes);
    }
}

/// Allows reading personal data of the selected row's resource, or stops it.
pub(crate) fn allow_personal(scopes: &mut ScopesView, shared: &mut Shared) {
    let Some(key) = scopes.personal() else {
        return;
    };
    shared.remember_choices("what was allowed before");
    let Some(allowed) = shared.form.consent.toggle(key) else {
        return;
    };
    let what = scope::catalogue()
        .resources
        .iter()
        .find(|resource| resource.key == key)
        .map_or(key, |resource| resource.what.as_str());
    shared.scopes_stale = true;
    shared.say(if allowed {
        format!("Allowed: the next check may read one record of {what}, and keeps nothing of it.")
    } else {
        format!("Not allowed any more: no record of {what} is read.")
    });
}

/// Asks to read personal data of every resource, or stops it.
pub(crate) fn allow_all_personal(shared: &mut Shared) {
    if shared.form.consent == PersonalDataConsent::everything() {
        set_all_personal(shared, false);
    } else {
        shared.change = Some(Change::AllowAllPersonal);
    }
}

/// Allows reading personal data of every resource, or stops it.
pub(crate) fn set_all_personal(shared: &mut Shared, allowed: bool) {
    shared.remember_choices("what was allowed before");
    shared.form.consent = if allowed {
        PersonalDataConsent::everything()
    } else {
        PersonalDataConsent::default()
    };
    shared.scopes_stale = true;
    shared.say(if allowed {
        "Allowed for all. Press {scopes.verify} to prove the scopes; {app.undo} takes it back."
    } else {
        "Personal data is not read any more. {app.undo} undoes it."
    });
}

/// Copies the boxes to tick, in the order of Planday's form.
pub(crate) fn copy(scopes: &mut ScopesView, shared: &mut Shared) {
    let list = scopes.to_tick();
    let value = (!list.is_empty()).then(|| Secret::new(table(&list)));
    shared.copy("the table of the boxes to tick", value);
}

/// Copies the scopes to tick as one line.
pub(crate) fn copy_line(scopes: &mut ScopesView, shared: &mut Shared) {
    let list = scopes.to_tick();
    let value = (!list.is_empty()).then(|| Secret::new(scope::join(&list)));
    shared.copy("the list of scopes", value);
}

/// Why what was shown of the old app does not count any more.
const OLD_PROFILE: &str = "the profile holds the old app's values: put in those of the new app";

/// A person asks for a new app.
pub(crate) fn new_app(_: &mut ScopesView, shared: &mut Shared) {
    shared.change = Some(Change::NewApp);
}

/// Begins a new app: its list is ticked, what rested on the old app is out of date, and the person is led to the step
/// that creates it. Nothing happens in Planday.
pub(crate) fn begin_new_app(view: &mut ScopesView, shared: &mut Shared) {
    let Some(way_out) = view.new_app() else {
        return;
    };
    let scopes = way_out.scopes.clone();
    let why = format!("a new app is needed: {}", view.verdict().sentence);
    let count = scopes.len();
    let fields = Fields {
        values: shared.values_of(&[Input::AppId, Input::TokenSecret]),
        choices: Some(shared.choices()),
        evidence: Some(shared.app_evidence()),
    };
    shared.remember_fields(
        "App Id, Token Secret and what was proven of the app",
        fields,
    );
    tick_more(shared, &scopes);
    shared.ledger.outdate(&OF_THE_APP, &why);
    if shared.ledger.of(StepId::C2).standing.holds() {
        shared.remote.profile_outdated = Some(OLD_PROFILE);
        shared.ledger.outdate(&[StepId::C2], OLD_PROFILE);
    }
    // A Token that came back and was not copied yet is nowhere else.
    if let Some(token) = shared.remote.new_token.take() {
        let of = "the old app".to_owned();
        shared.unclaimed_tokens.push(UnclaimedToken { of, token });
    }
    for input in [Input::AppId, Input::TokenSecret] {
        shared.form.clear(input);
        shared.form.leave(input);
    }
    shared.forget_app();
    shared.layers.close_all();
    shared.go_to(Place::Step(StepId::A2));
    shared.say(format!(
        "Create a new app with these {count} scopes. {{app.undo}} brings back App Id and Token."
    ));
}

/// The first names, and how many more.
pub(crate) fn first_names(scopes: &Scopes) -> String {
    const FEW: usize = 4;
    let first: Vec<_> = scopes.iter().take(FEW).map(String::as_str).collect();
    match scopes.len().saturating_sub(FEW) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
