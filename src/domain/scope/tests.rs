use super::super::probe::ProbeIds;
use super::*;

#[test]
fn the_catalogue_is_the_79_scopes_of_the_discovery_document() {
    assert_eq!(all().len(), 79);
    assert_eq!(all().iter().filter(|scope| scope.reads()).count(), 26);
    let of = |kind| all().iter().filter(|scope| scope.kind == kind).count();
    assert_eq!((of(Kind::Identity), of(Kind::NotForApps)), (3, 5));
    let names: BTreeSet<_> = all().iter().map(|scope| &scope.name).collect();
    assert_eq!(names.len(), 79, "no scope twice");
}

#[test]
fn every_scope_says_what_it_is_for_and_what_it_needs_exists() {
    for scope in all() {
        assert!(!scope.means.is_empty(), "{}", scope.name);
        if let Some(needed) = scope.needs {
            assert!(find(needed).is_some_and(Scope::reads), "{}", scope.name);
        }
    }
    assert_eq!(
        find("ssn:update").expect("a scope").needs,
        Some("employee:read")
    );
    assert_eq!(
        find("shift:update").expect("a scope").means,
        "change shifts"
    );
    let sensitive = |name: &str| find(name).expect("a scope").opens.is_sensitive();
    assert!(sensitive("ssn:read") && sensitive("payroll:read") && !sensitive("employee:read"));
}

#[test]
fn presets_hold_scopes_that_exist() {
    for preset in &catalogue().presets {
        assert!(
            preset
                .scopes
                .iter()
                .all(|scope| find(scope).is_some_and(Scope::reads)),
            "{}",
            preset.key
        );
    }
    assert_eq!(
        catalogue().presets.last().expect("presets").scopes.len(),
        26
    );
}

#[test]
fn a_preset_is_found_by_its_key_and_a_slip_names_the_nearest() {
    assert_eq!(
        preset("Scheduling").map(|found| found.scopes.len()).ok(),
        Some(6)
    );
    let slip = preset("shedulling").expect_err("no such preset");
    assert!(
        slip.starts_with(
            "no such preset; the nearest is scheduling (there are: employee-directory, "
        ) && !slip.contains("shedulling"),
        "{slip}"
    );
}

#[test]
fn lists_are_read_and_a_slip_names_the_nearest() {
    assert_eq!(read("shift:read, employee:read").scopes.len(), 2);
    assert_eq!(read("employee-directory").scopes.len(), 4);
    assert_eq!(
        read("shift:read;employee:read\r\n\tssn:read").scopes.len(),
        3
    );
    let slip = read("employe:read employe:read");
    assert_eq!(slip.unknown.len(), 1);
    assert_eq!(
        slip.unknown[0].to_string(),
        "employe:read is not among Planday's scopes; the nearest is employee:read"
    );
    assert!(
        slip.scopes.contains("employe:read"),
        "kept: the catalogue may be older than Planday"
    );
}

#[test]
fn a_slip_leads_to_a_preset_or_to_a_scope_that_reads() {
    let nearest = |word: &str| read(word).unknown[0].nearest;
    for (word, expected) in [
        ("shift:updat", "shift:read"),
        ("shift:deletee", "shift:read"),
        ("employee:creat", "employee:read"),
        ("shedulling", "scheduling"),
    ] {
        assert_eq!(nearest(word), Some(expected), "{word}");
    }
    for far in ["xyzzy", "ALL", "q", "12345"] {
        assert_eq!(nearest(far), None, "{far}");
        assert!(!read(far).unknown[0].to_string().contains("nearest"));
    }
    for scope in all() {
        // Some resources have no scope that reads, and then none is near.
        let Some(nearest) = nearest(&format!("{}x", scope.name)) else {
            assert!(!scope.reads(), "{}", scope.name);
            continue;
        };
        assert!(
            preset(nearest).is_ok() || find(nearest).is_some_and(Scope::reads),
            "{}: {nearest}",
            scope.name
        );
    }
}

#[test]
fn a_word_that_may_be_a_credential_is_not_repeated() {
    let said = |word: &str| read(word).unknown[0].to_string();
    assert!(said("skil:read").starts_with("skil:read is not"));
    let token = said("VxLtcy_OWkWoPKqs4uFhTg");
    assert!(!token.to_lowercase().contains("vxltcy"), "{token}");
}

#[test]
fn every_probe_is_for_a_read_scope_that_exists() {
    assert_eq!(probes().len(), 21);
    for probe in probes() {
        assert!(
            find(&probe.scope).is_some_and(Scope::reads),
            "{}",
            probe.scope
        );
    }
}

#[test]
fn five_read_scopes_have_no_known_path() {
    let without: Vec<_> = all()
        .iter()
        .filter(|scope| scope.reads() && probe_of(&scope.name).is_none())
        .map(|scope| scope.name.as_str())
        .collect();
    assert_eq!(
        without,
        [
            "datacenter:read",
            "punchclockkioskdevice:read",
            "punchclockkioskprofile:read",
            "securitygroupmembership:read",
            "securitygroups:read"
        ]
    );
}

#[test]
fn a_probe_that_needs_an_id_waits_for_it() {
    let day = jiff::civil::date(2026, 11, 22);
    let probe = probe_of("timeandcost:read").expect("a probe");
    assert_eq!(probe.path(&ProbeIds::default(), day), None);
    let ids = ProbeIds {
        department: Some(7),
        employee: None,
    };
    assert_eq!(
        probe.path(&ids, day).as_deref(),
        Some("scheduling/v1.0/timeandcost/7?from=2026-11-22&to=2026-11-22")
    );
}
