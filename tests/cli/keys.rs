//! `stackday keys`, and the keys of the configuration file.

use std::fs;

use super::support::{Ran, home, run, stackday, text};

/// Lists the keys with this in the `[keys]` of the configuration file.
async fn with(keys: &str, arguments: &[&str]) -> Ran {
    let home = home();
    let file = home.path().join("c.toml");
    fs::write(&file, format!("[keys]\n{keys}\n")).expect("written");
    let mut command = stackday(home.path(), arguments);
    command.arg("--config").arg(&file);
    run(command).await
}

/// The keys of a command as they are listed.
fn keys_of(ran: &Ran, id: &str) -> Vec<String> {
    let document = ran.json();
    let commands = document["commands"].as_array().expect("a list");
    let command = commands.iter().find(|command| command["id"] == id);
    let keys = command.expect("the command")["keys"].as_array();
    keys.expect("a list").iter().map(text).collect()
}

#[tokio::test]
async fn commands_have_the_keys_that_the_configuration_gives_them() {
    let given =
        "\"profiles.delete\" = []\n\"setup.verify\" = [\"v\", \"F5\"]\n\"app.quit\" = \"Ctrl-Q\"";
    let ran = with(given, &["keys", "--json"]).await;
    assert_eq!(ran.code, Some(0));
    assert!(keys_of(&ran, "profiles.delete").is_empty());
    assert_eq!(keys_of(&ran, "setup.verify"), ["v", "F5"]);
    assert_eq!(keys_of(&ran, "app.quit"), ["Ctrl-Q"]);
    assert_eq!(keys_of(&ran, "profiles.add"), ["a"], "its own");
}

#[tokio::test]
async fn a_mistake_among_the_keys_is_refused_with_its_line() {
    let cases = [
        (
            "\"profiles.delet\" = [\"d\"]",
            "c.toml:2:20: [keys] profiles.delet: no command is called so; the nearest is profiles.delete",
        ),
        (
            "\n\"profiles.delete\" = [\"v\"]",
            "c.toml:3:21: [keys] profiles.delete: v is the key of profiles.verify as well (Profiles); give that command another key, or none",
        ),
        (
            "\"profiles.delete\" = [\"dd\"]",
            "c.toml:2:21: [keys] profiles.delete: “dd” is no key: write a letter",
        ),
        (
            "\"app.quit\" = [\"Ctrl-C\"]",
            "c.toml:2:14: [keys] app.quit: Ctrl-C always ends or suspends stackday",
        ),
        (
            "profiles.delete = [\"d\"]",
            "[keys] profiles: put the whole id of the command in quotes, such as \"profiles.delete\" = [\"d\"]",
        ),
        (
            "\"profiles.delete\" = 3",
            "a list of keys, such as [\"d\", \"Delete\"]",
        ),
    ];
    for (keys, expected) in cases {
        // Every command says so: nothing is done with a file that is not understood.
        for arguments in [&["keys"][..], &["profiles", "list"]] {
            let ran = with(keys, arguments).await;
            assert_eq!(ran.code, Some(3), "{keys}");
            assert!(ran.err.contains(expected), "{keys}: {}", ran.err);
        }
    }
}
