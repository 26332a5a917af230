//! What is known of a step, in at most 21 cells, and why it does not hold.

use crate::domain::diagnosis::Kind;
use crate::domain::{Evidence, Standing, StepId};
use crate::tui::screens::setup::results::CLICKED;
use crate::tui::shared::Shared;
use crate::tui::widgets::words;
use crate::workflow::LINK_EXPIRED;

/// The longest short form, in cells.
pub(crate) const CELLS: usize = 21;

/// The short form of what is known of a step.
pub(crate) fn evidence(shared: &Shared, step: StepId) -> String {
    let evidence = shared.ledger.of(step);
    let text = match shared.standing(step) {
        Standing::Attested if evidence.line == CLICKED => "clicked, not checked".to_owned(),
        Standing::Attested => "you said so".to_owned(),
        Standing::Verified | Standing::Observed => proven(step, evidence),
        Standing::Stale => stale(evidence).to_owned(),
        Standing::Failed => failed(evidence).to_owned(),
        Standing::Unknown | Standing::Skipped if evidence.diagnosis.is_some() => {
            failed(evidence).to_owned()
        }
        Standing::Unknown | Standing::Skipped => open(shared, step),
    };
    words::cut(&text, CELLS).into_owned()
}

/// Why the step does not hold, in full, where there is a reason.
pub(crate) fn reason(evidence: &Evidence) -> Option<&str> {
    match &evidence.diagnosis {
        Some(diagnosis) => Some(&diagnosis.summary),
        None => (evidence.standing == Standing::Failed).then_some(&evidence.line),
    }
}

/// What proves a step, from the line that the proof has left.
fn proven(step: StepId, evidence: &Evidence) -> String {
    let line = evidence.line.as_str();
    let between = |before: &str, behind: &[&str]| {
        let rest = line.split_once(before)?.1;
        let end = behind.iter().filter_map(|end| rest.find(end)).min();
        Some(rest[..end.unwrap_or(rest.len())].to_owned())
    };
    let found = match step {
        StepId::A1 => between("the Token opens ", &[" (portal", ", with "])
            .or_else(|| Some("the portal answers".to_owned())),
        StepId::A2 => of_scopes(line),
        StepId::A3 => Some("access token issued".to_owned()),
        StepId::B1 | StepId::B2 => Some("Planday accepts it".to_owned()),
        StepId::C1 => Some("API key accepted".to_owned()),
        StepId::C2 => line
            .split_once(" is active")
            .map(|(name, _)| format!("{} active", words::cut(name, CELLS - 7))),
        StepId::D1 => between(" for ", &[]).map(|name| format!("link for {name}")),
        StepId::D2 => Some("customer agreed".to_owned()),
        StepId::D3 => between("account ", &[" of "]).map(|id| account(&id)),
        StepId::D4 => between(" with ", &[" records"])
            .map(|count| format!("{count} records read"))
            .or_else(|| Some("one read answered".to_owned())),
    };
    found.unwrap_or_else(|| line.to_owned())
}

/// `12 of 12 granted`, `13 scopes granted`, or how the request was answered.
fn of_scopes(line: &str) -> Option<String> {
    let Some((counts, rest)) = line.split_once(" wanted scopes ") else {
        // Where none were named as wanted.
        let (count, _) = line.split_once(" scopes granted (")?;
        return Some(format!("{count} scopes granted"));
    };
    let what = rest.split([' ', ',']).next()?;
    Some(format!("{counts} {what}"))
}

/// An account by the end of its id.
fn account(id: &str) -> String {
    const LONGEST: usize = 5;
    let count = id.chars().count();
    if count <= LONGEST {
        return format!("account {id} active");
    }
    let end: String = id.chars().skip(count - LONGEST).collect();
    format!("account …{end} active")
}

/// Why what was proven counts no more.
fn stale(evidence: &Evidence) -> &'static str {
    match evidence.line.split_once(". Before: ") {
        Some((why, _)) if why.starts_with("Changed since the last check") => "value changed",
        Some((why, _)) if why.starts_with("a new link") => "new link made",
        Some((why, _)) if why.contains("app") => "was of the old app",
        Some(_) => "changed since",
        None => "check again",
    }
}

/// What sort of failure it is.
fn failed(evidence: &Evidence) -> &'static str {
    if evidence.line.starts_with(LINK_EXPIRED) {
        return "link expired";
    }
    let Some(diagnosis) = &evidence.diagnosis else {
        return "failed";
    };
    match diagnosis.kind {
        Kind::NotConfigured => "value missing",
        Kind::Rejected => "refused",
        Kind::ScopeMissing => "scope missing",
        Kind::Network => "no usable answer",
        Kind::RateLimited => "asked to wait",
        Kind::Trouble => "service has trouble",
        Kind::Unclear => "unclear answer",
        Kind::Refused => "not sent",
        Kind::Absent => "not there yet",
        Kind::Cancelled => "cancelled",
        Kind::Failed => "failed",
    }
}

/// What an open step waits for.
fn open(shared: &Shared, step: StepId) -> String {
    let before = StepId::ALL[step.index().saturating_sub(1)];
    let is_linked = matches!(step, StepId::D1 | StepId::D2 | StepId::D3 | StepId::D4);
    let failed = StepId::ALL
        .into_iter()
        .take(step.index())
        .find(|earlier| shared.standing(*earlier) == Standing::Failed);
    match failed {
        Some(failed) if step == StepId::D1 => return format!("fix {} first", failed.name()),
        _ if is_linked && !shared.standing(before).holds() => {
            return format!("waits for {}", before.name());
        }
        _ => {}
    }
    if shared.ledger.next_open(shared.now) == Some(step) {
        return todo(shared, step).to_owned();
    }
    "not checked yet".to_owned()
}

/// What is to be done in the next open step.
fn todo(shared: &Shared, step: StepId) -> &'static str {
    use crate::domain::Input::{ApiKey, AppId, OwnerId, Portal, TokenSecret};
    let is_filled = |input| shared.form.secret(input).is_some();
    match step {
        StepId::A1 if !is_filled(Portal) => "enter the address",
        StepId::A2 if shared.form.scopes().is_empty() => "choose the scopes",
        StepId::A2 => "create the app",
        StepId::A3 => "authorize the app",
        StepId::B1 if !is_filled(AppId) => "paste the App Id",
        StepId::B2 if !is_filled(TokenSecret) => "paste the Token",
        StepId::C1 if !is_filled(ApiKey) => "enter the API key",
        StepId::C2 => "create the profile",
        StepId::D1 if !is_filled(OwnerId) => "name the customer",
        StepId::D1 => "create the link",
        StepId::D2 => "send the link",
        StepId::D3 | StepId::D4 => "follow the link",
        StepId::A1 => "open API Access",
        StepId::B1 if !is_filled(TokenSecret) => "the Token is next",
        StepId::B1 | StepId::B2 | StepId::C1 => "verify it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_proves_a_step_is_told_in_at_most_21_cells() {
        use StepId::{A1, A2, C2, D1, D3, D4};
        for (step, line, short) in [
            (A1, "the Token opens Acme A/S (portal 4711)", "Acme A/S"),
            (
                A2,
                "13 scopes granted (named by the token response), 9 proven by a call; none were named as wanted",
                "13 scopes granted",
            ),
            (
                A2,
                "12 of 12 wanted scopes granted (named by the token response), 9 proven by a call",
                "12 of 12 granted",
            ),
            (A2, "7 of 7 wanted scopes proven by calls", "7 of 7 proven"),
            (
                C2,
                "“A profile with a long name” is active, OAuth 2.0",
                "“A profile wi… active",
            ),
            (D1, "connect session 42 for Acme A/S", "link for Acme A/S"),
            (
                D3,
                "account 42746441308714070510 of Acme is active",
                "account …70510 active",
            ),
            (
                D4,
                "planday_list_departments answered through StackOne with 4 records",
                "4 records read",
            ),
        ] {
            let found = proven(step, &Evidence::now(Standing::Verified, line));
            assert_eq!(found, short);
            assert!(words::width(&found) <= CELLS, "{found}");
        }
        // Another line than those that this program writes is told as it stands.
        let other = proven(D1, &Evidence::now(Standing::Verified, "something else"));
        assert_eq!(other, "something else");
    }

    #[test]
    fn an_expired_link_is_named_so_also_when_its_diagnosis_is_not_kept() {
        let kept = Evidence::now(Standing::Failed, LINK_EXPIRED);
        assert_eq!(failed(&kept), "link expired");
        assert_eq!(reason(&kept), Some(LINK_EXPIRED));
    }
}
