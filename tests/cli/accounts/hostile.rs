//! Nothing that a server says of an account steers the terminal.

use stackday::sandbox::Scenario;

use super::super::hostile::assert_tame;
use super::super::support::Stage;
use super::ids;

#[tokio::test]
async fn every_form_of_every_command_is_tame() {
    for scenarios in [
        &[Scenario::HostileText][..],
        &[Scenario::HostileText, Scenario::OldApi],
        &[Scenario::HostileText, Scenario::ProfileDisabled],
    ] {
        let stage = Stage::new(scenarios).await;
        let listed = stage.run(&["accounts", "list", "--json"]).await;
        assert_tame("list", &listed.out);
        let id = &ids(&listed)[0];
        for arguments in [
            &["accounts", "list"][..],
            &["accounts", "show", id, "--raw"],
            &["accounts", "show", id, "--raw", "--json"],
            &["accounts", "edit", id, "--label", "x", "--dry-run"],
            &["accounts", "edit", id, "--label", "x", "--yes"],
            &["accounts", "delete", id, "--dry-run"],
            &["accounts", "delete", id, "--yes"],
            &["accounts", "show", "nobody"],
        ] {
            let ran = stage.run(arguments).await;
            let name = format!("{scenarios:?} {arguments:?}");
            assert!(ran.code.is_some_and(|code| code < 3), "{name}: {ran:?}");
            assert!(ran.out.len() < 100_000, "{name}: {}", ran.out.len());
            assert_tame(&format!("output of {name}"), &ran.out);
            assert_tame(&format!("errors of {name}"), &ran.err);
        }
    }
}
