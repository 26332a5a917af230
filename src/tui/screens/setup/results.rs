//! What a task's answer means to the checklist.

use crate::domain::{ChangeOrigin, CheckId, Evidence, Input, Standing, StepId};
use crate::http::Listed;
use crate::sandbox_user::Clicked;
use crate::secret::Secret;
use crate::stackone::{Account, ConnectorProfile};
use crate::tui::session::UnclaimedToken;
use crate::tui::shared::{Place, Shared};
use crate::tui::tasks::RunningTask;
use crate::tui::widgets::when;
use crate::workflow::{Finding, RequestReport, VerifyReport, findings};

/// What a check is doing, for the line that shows it.
pub(crate) fn checking(check: CheckId) -> &'static str {
    match check {
        CheckId::Format => "reading what was entered",
        CheckId::Token => "exchanging the Token",
        CheckId::Portal => "asking which portal it opens",
        CheckId::Scopes => "proving scopes",
        CheckId::ApiKey => "trying the API key",
        CheckId::Profile => "looking for the connector profile",
    }
}

/// Takes evidence in. A profile that holds a renewed Token is listed as if nothing were wrong; it is not green here.
pub(crate) fn record(shared: &mut Shared, step: StepId, evidence: Evidence) {
    shared.ledger.record(step, evidence);
    if let Some(why) = shared.remote.profile_outdated
        && step == StepId::C2
    {
        shared.ledger.outdate(&[StepId::C2], why);
    }
}

/// Why a profile that is listed as active may not work.
const OUTDATED: &str = "the Token was renewed since: put the new one into the profile";

/// Planday returned another Token in place of the one that a task sent. Nothing else holds it, so it is taken in whatever
/// became of the task: into the field that still holds the one sent, else it waits for the person.
pub(crate) fn new_token(shared: &mut Shared, task: &RunningTask, token: Secret) {
    if task.session != shared.session.number {
        let of = task.session_name.clone();
        return shared.unclaimed_tokens.push(UnclaimedToken { of, token });
    }
    shared.remote.renewals += 1;
    // What the person has typed there since is not overwritten.
    let untouched = shared.form.secret(Input::TokenSecret) == task.token;
    if untouched {
        shared.form.fill(Input::TokenSecret, token.expose());
    }
    shared.remote.new_token_in_field = untouched;
    shared.remote.new_token = Some(token);
    if shared.ledger.of(StepId::C2).standing.holds() {
        shared.remote.profile_outdated = Some(OUTDATED);
        shared.ledger.outdate(&[StepId::C2], OUTDATED);
    }
}

/// Takes the list of connector profiles in.
pub(crate) fn take_profiles(shared: &mut Shared, profiles: Listed<ConnectorProfile>) {
    shared.remote.profiles_caveat = profiles.caveat(crate::workflow::CONNECTOR_PROFILES);
    shared.remote.profiles = profiles.items;
    shared.remote.profiles_at = Some(shared.now);
    shared.remote.profiles_trouble = None;
    shared.profiles_stale = true;
}

/// The connector profile that was waited for is there.
pub(crate) fn found(shared: &mut Shared, profile: ConnectorProfile) {
    if shared.remote.profile_outdated.take().is_some() {
        let line = crate::workflow::describe(&profile);
        let evidence = Evidence::now(Standing::Verified, line);
        shared.ledger.record(StepId::C2, evidence);
    }
    shared.say(format!("Connector profile “{}” is there.", profile.name));
    shared.remote.profile = Some(profile);
    advance(shared);
}

/// The account is linked.
pub(crate) fn linked(shared: &mut Shared, account: Account) {
    shared.say(format!(
        "Account {} is active and has answered one real read.",
        account.id
    ));
    shared.remote.account = Some(account);
    shared.suggest(StepId::D4);
}

/// Takes the answer to the request in. An observation overrules neither what was proven of the step nor what failed.
pub(crate) fn request_checked(shared: &mut Shared, report: RequestReport) {
    let standing = shared.standing(StepId::A2);
    let settled = matches!(standing, Standing::Verified | Standing::Failed);
    if let Some(evidence) = report.evidence()
        && !(settled && evidence.standing.holds())
    {
        shared.ledger.record(StepId::A2, evidence);
    }
    if report.whole == Finding::Refused {
        shared.refuse(report.summary.clone());
    } else {
        shared.say(report.summary.clone());
    }
    shared.remote.request = Some(report);
}

/// How the steps stand after a verification: `Verified 14:06:12: 6 of 11 proven, 1 failed (A2), 4 open.`
fn outcome(shared: &Shared) -> String {
    let of = |standing| -> Vec<&str> {
        let steps = shared.ledger.standing(standing, shared.now);
        steps.map(StepId::name).collect()
    };
    let (failed, stale) = (of(Standing::Failed), of(Standing::Stale));
    let said = of(Standing::Attested).len();
    let observed = of(Standing::Observed).len();
    let all = StepId::ALL.len();
    let proven = shared.ledger.proven(shared.now);
    let at = when::clock(shared.now, &shared.env.zone);
    if proven == all {
        return format!("Verified {at}: all {all} steps are proven.");
    }
    let mut parts = vec![format!("{proven} of {all} proven")];
    for (steps, what) in [(&failed, "failed"), (&stale, "to check again")] {
        if !steps.is_empty() {
            parts.push(format!("{} {what} ({})", steps.len(), steps.join(", ")));
        }
    }
    let open = all - proven - failed.len() - stale.len() - observed - said;
    for (count, what) in [
        (observed, "observed"),
        (said, "you said so"),
        (open, "open"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    format!("Verified {at}: {}.", parts.join(", "))
}

/// Takes a verification in. Says whether scopes failed.
pub(crate) fn verified(shared: &mut Shared, report: VerifyReport) -> bool {
    let failed = report
        .checks
        .iter()
        .find(|check| check.evidence.standing == Standing::Failed);
    let only_absent = failed.is_some_and(|check| check.evidence.is_absent());
    shared.remote.verified = Some((shared.now, report.ok || only_absent));
    let is_unsaved = shared.library.open.is_none() || shared.library.changed;
    shared.remote.unsaved_findings = is_unsaved.then(|| {
        let connector = shared.form.value(Input::ProfileName);
        let found = findings(
            &report,
            0,
            connector.as_deref(),
            &ChangeOrigin::Screen,
            shared.now,
        );
        Box::new(found)
    });
    match failed {
        None if report.ok => shared.say(outcome(shared)),
        None => shared.refuse(format!("{} Some answers stayed unclear.", outcome(shared))),
        // What is not there yet is told in its step.
        Some(_) if only_absent => shared.say(outcome(shared)),
        Some(_) => shared.refuse(outcome(shared)),
    }
    let goes_on = report.ok || only_absent;
    let scopes_failed = failed.is_some_and(|check| check.id == CheckId::Scopes);
    shared.remote.scopes = report.scopes;
    shared.remote.portal = report.portal;
    shared.scopes_stale = true;
    let first_failed = shared.ledger.standing(Standing::Failed, shared.now).next();
    match first_failed {
        _ if goes_on => advance(shared),
        Some(step) => shared.suggest(step),
        None => {}
    }
    scopes_failed
}

/// Suggests the first step behind this one that is still open.
fn go_on_from(shared: &mut Shared, step: StepId) {
    let behind = StepId::ALL.into_iter().skip(step.index() + 1);
    let open = behind
        .into_iter()
        .find(|step| !shared.standing(*step).holds());
    match open {
        Some(open) => shared.suggest(open),
        None => advance(shared),
    }
}

/// Suggests the first step that is still open.
fn advance(shared: &mut Shared) {
    if let Some(open) = shared.ledger.next_open(shared.now) {
        shared.suggest(open);
    }
}

/// What is known of a step whose web clicks the sandbox did.
pub(crate) const CLICKED: &str = "clicked in the sandbox, not checked";

/// The sandbox did a person's web clicks: takes over what the page showed.
pub(crate) fn clicked(shared: &mut Shared, step: StepId, clicked: Clicked) {
    let Clicked {
        said,
        app_id,
        token,
        api_key,
    } = clicked;
    let mut fill = |input: Input, value: Option<&str>| {
        if let Some(value) = value {
            shared.fill_input(input, value);
        }
    };
    fill(Input::AppId, app_id.as_deref());
    fill(Input::TokenSecret, token.as_ref().map(Secret::expose));
    fill(Input::ApiKey, api_key.as_ref().map(Secret::expose));
    let steps: &[StepId] = match step {
        // One tile shows both values.
        StepId::B1 | StepId::B2 => &[StepId::B1, StepId::B2],
        StepId::D2 => &[],
        _ => std::slice::from_ref(&step),
    };
    for step in steps {
        if !shared.standing(*step).holds() {
            let evidence = Evidence::now(Standing::Attested, CLICKED);
            shared.ledger.record(*step, evidence);
        }
    }
    // What was done anew outdates what came of it before.
    match step {
        StepId::A2 => {
            let after = [StepId::A3, StepId::B1, StepId::B2];
            shared
                .ledger
                .outdate(&after, "another app was created since");
        }
        StepId::A3 => {
            let after = [StepId::B2];
            shared
                .ledger
                .outdate(&after, "authorised anew: copy the new Token");
        }
        _ => {}
    }
    shared.say(said);
    match step {
        StepId::C2 => shared.wait_with_the_key(),
        StepId::B1 | StepId::B2 => shared.place = Some(Place::StepIfIdle(StepId::B2)),
        StepId::C1 | StepId::D2 => {}
        // Another App Id makes the evidence of earlier steps old: that is no reason to go back to them now.
        _ => go_on_from(shared, step),
    }
}
