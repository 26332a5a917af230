//! The machine that the program runs on: paths, proxies, certificates.

use std::fs;
use std::path::Path;

use super::support::{Ran, Stage, home, run, stackday};

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name != ".cache" && name != ".local" && name != ".config")
        .collect();
    names.sort();
    names
}

/// A setting that is a path, in each of the ways to set it.
struct PathSetting {
    flag: &'static str,
    variable: &'static str,
    /// The key with its table, and a place for the value.
    key: &'static str,
}

const DATA: PathSetting = PathSetting {
    flag: "--data-dir",
    variable: "STACKDAY_DATA_DIR",
    key: "data_dir = \"{}\"\n",
};
const LOG: PathSetting = PathSetting {
    flag: "--log-file",
    variable: "STACKDAY_LOG_FILE",
    key: "[log]\nfile = \"{}\"\n",
};
const CA: PathSetting = PathSetting {
    flag: "--ca-file",
    variable: "STACKDAY_CA_FILE",
    key: "[network]\nca_file = \"{}\"\n",
};

/// Saves a connection with a path set in one way; where the program runs and where the file is are two folders.
async fn saves(setting: &PathSetting, way: &str, value: &str, at: &Path) -> Ran {
    let (here, conf) = (at.join("here"), at.join("conf"));
    for folder in [&here, &conf] {
        fs::create_dir_all(folder).expect("a folder");
    }
    let file = conf.join("c.toml");
    let mut command = stackday(at, &["profiles", "add", "A", "--json"]);
    command.current_dir(&here).arg("--config").arg(&file);
    let mut text = String::new();
    match way {
        "flag" => _ = command.arg(format!("{}={value}", setting.flag)),
        "environment" => _ = command.env(setting.variable, value),
        _ => text = setting.key.replace("{}", value),
    }
    fs::write(&file, text).expect("written");
    run(command).await
}

#[tokio::test]
async fn a_path_means_the_home_folder_the_working_folder_or_the_file_s_folder() {
    for (setting, made) in [(&DATA, "sd"), (&LOG, "sd")] {
        for way in ["flag", "environment", "file"] {
            for (value, inside) in [
                ("~/sd", ""),
                ("sd", if way == "file" { "conf" } else { "here" }),
            ] {
                let home = home();
                let ran = saves(setting, way, value, home.path()).await;
                assert_eq!(ran.code, Some(0), "{way} {value}: {ran:?}");
                let there = home.path().join(inside).join(made);
                assert!(there.exists(), "{} {way} {value}", setting.flag);
                let left = names(&home.path().join("here"));
                let expected = if inside == "here" {
                    vec!["sd"]
                } else {
                    Vec::new()
                };
                assert_eq!(left, expected, "{} {way} {value}", setting.flag);
            }
            for value in ["~kari/sd", "'~/sd'"] {
                let home = home();
                let ran = saves(setting, way, value, home.path()).await;
                let code = if way == "flag" { 2 } else { 3 };
                assert_eq!(ran.code, Some(code), "{way} {value}: {ran:?}");
                let named = match way {
                    "flag" => setting.flag,
                    "environment" => setting.variable,
                    _ => "c.toml:",
                };
                assert!(ran.err.contains(named), "{way} {value}: {ran:?}");
                assert_eq!(names(home.path()), ["conf", "here"]);
                assert!(names(&home.path().join("here")).is_empty());
            }
        }
    }
}

#[tokio::test]
async fn the_configuration_file_is_found_at_home_too() {
    let home = home();
    fs::write(home.path().join("c.toml"), "no_such_key = 1\n").expect("written");
    let mut by_variable = stackday(home.path(), &["verify"]);
    by_variable.env("STACKDAY_CONFIG", "~/c.toml");
    let by_flag = stackday(home.path(), &["verify", "--config=~/c.toml"]);
    for command in [by_variable, by_flag] {
        let ran = run(command).await;
        assert_eq!(ran.code, Some(3), "{ran:?}");
        assert!(ran.err.contains("no_such_key"), "{ran:?}");
    }
}

#[tokio::test]
async fn a_file_of_certificates_is_read_as_editors_leave_it_and_named_by_its_setting() {
    let stage = Stage::new(&[]).await;
    let key = rcgen::KeyPair::generate().expect("a key");
    let params = rcgen::CertificateParams::new(vec!["ca.example".to_owned()]).expect("a name");
    let certificate = params.self_signed(&key).expect("a certificate");
    let at = |name: &str| stage.home.path().join(name);
    fs::write(at("mark.pem"), format!("\u{feff}{}", certificate.pem())).expect("written");
    fs::write(at("ca.der"), certificate.der()).expect("written");
    fs::write(at("key.pem"), key.serialize_pem()).expect("written");
    fs::write(at("empty.pem"), "").expect("written");
    let file = stage.configure("");
    for (name, problem) in [
        ("mark.pem", None),
        ("ca.der", None),
        ("key.pem", Some("private key")),
        ("empty.pem", Some("is empty")),
        ("none.pem", Some("cannot be read")),
    ] {
        for way in ["flag", "environment", "file"] {
            let mut command = stage.command(&["verify", "--json"]);
            let path = format!("~/{name}");
            let named = match way {
                "flag" => {
                    command.arg(format!("{}={path}", CA.flag));
                    CA.flag
                }
                "environment" => {
                    command.env(CA.variable, &path);
                    CA.variable
                }
                _ => {
                    fs::write(&file, CA.key.replace("{}", &path)).expect("written");
                    "[network] ca_file"
                }
            };
            let ran = run(command).await;
            fs::write(&file, "").expect("written");
            let Some(problem) = problem else {
                assert_eq!(ran.code, Some(0), "{way} {name}: {ran:?}");
                continue;
            };
            assert_eq!(ran.code, Some(3), "{way} {name}: {ran:?}");
            let diagnosis = ran.check("planday.token")["diagnosis"].to_string();
            assert!(
                diagnosis.contains(named) && diagnosis.contains(problem),
                "{way} {name}: {diagnosis}"
            );
            assert!(!format!("{ran:?}").contains("BEGIN PRIVATE"));
        }
    }
}

#[tokio::test]
async fn a_proxy_that_cannot_be_used_stops_what_would_go_through_it_and_nothing_else() {
    let stage = Stage::new(&[]).await;
    for variable in [
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
        "HTTP_PROXY",
    ] {
        for value in [
            "\"http://127.0.0.1:9\"",
            " http://127.0.0.1:9 ",
            "http:/127.0.0.1:9",
        ] {
            let mut command = stage.command(&["verify", "--json"]);
            command.env(variable, value);
            assert_eq!(
                run(command).await.code,
                Some(0),
                "this machine is called straight"
            );
            let mut command = stage.command(&["verify", "--json"]);
            command.env(variable, value);
            command.env(
                "STACKDAY_PLANDAY_IDENTITY_URL",
                "https://id.planday.invalid",
            );
            let ran = run(command).await;
            assert_eq!(ran.code, Some(3), "{variable}={value}: {ran:?}");
            let summary = &ran.check("planday.token")["diagnosis"]["summary"];
            let summary = summary.as_str().expect("a sentence");
            assert!(summary.contains(&format!("{variable}: ")), "{summary}");
        }
    }
    let mut command = stage.command(&["verify", "--json"]);
    command.env(
        "STACKDAY_PLANDAY_IDENTITY_URL",
        "https://id.planday.invalid",
    );
    command.env("HTTPS_PROXY", "http://kari:geheim-77@127.0.0.1:1");
    let ran = run(command).await;
    assert_eq!(ran.code, Some(6), "{ran:?}");
    let diagnosis = &ran.check("planday.token")["diagnosis"];
    assert_eq!(diagnosis["party"], "network", "{diagnosis}");
    let summary = diagnosis["summary"].as_str().expect("a sentence");
    assert!(
        summary.contains("The proxy 127.0.0.1:1 (from HTTPS_PROXY) refused the connection"),
        "{summary}"
    );
    assert!(!format!("{ran:?}").contains("geheim"), "{ran:?}");
}
