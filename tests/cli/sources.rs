//! One rule for what may be a secret: the same values through every source are refused with the same words, before anything
//! is sent.

use std::fs;
use std::process::Command;

use super::inputs::given;
use super::support::{Ran, Stage, run};
use super::tap::Tap;

/// What is no secret, a part of it that must not be repeated, and what is said of it.
const BAD: [(&str, &str, &str); 5] = [
    ("hush-one\nuser: someone\n", "someone", "more than one line"),
    ("the hush of the night", "night", "several words"),
    ("{\"token\":\"hush-json\"}", "hush-json", "holds JSON"),
    (
        "\u{1b}[31mhush-red\u{1b}[0m",
        "hush-red",
        "control characters",
    ),
    (
        "hush\u{430}cyrillic",
        "cyrillic",
        "no Token and no API key has (U+0430)",
    ),
];

struct Watched {
    stage: Stage,
    identity: Tap,
}

impl Watched {
    async fn new() -> Self {
        let mut stage = Stage::new(&[]).await;
        let identity = Tap::before(&stage.ready.identity_url).await;
        stage.ready.identity_url = identity.url();
        Self { stage, identity }
    }

    /// The program without a Token in its environment.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.stage.command(arguments);
        command.env_remove("STACKDAY_TOKEN_SECRET");
        command
    }

    /// A program that prints this.
    fn answering(&self, value: &str) {
        let file = self.stage.home.path().join("answer");
        fs::write(&file, value).expect("written");
        let text = format!(
            "[secrets]\nsecret_command = [\"/bin/sh\", \"-c\", 'cat \"$0\"', '{}', \"{{kind}}\"]\n",
            file.display()
        );
        self.stage.configure(&text);
    }
}

fn refused(watched: &Watched, source: &str, ran: &Ran, (part, said): (&str, &str)) {
    assert!(matches!(ran.code, Some(1..=3)), "{source}: {ran:?}");
    let told = format!("{}{}", ran.out, ran.err);
    assert!(told.contains(said), "{source}: {ran:?}");
    assert!(!told.contains(part), "{source}: {ran:?}");
    assert_eq!(watched.identity.requests().len(), 0, "{source}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_same_values_are_refused_wherever_they_come_from() {
    let watched = Watched::new().await;
    let named = run(watched.stage.command(&["profiles", "add", "Acme"])).await;
    assert_eq!(named.code, Some(0), "{named:?}");
    for (value, part, said) in BAD {
        let of = |source: &str, ran: &Ran| refused(&watched, source, ran, (part, said));
        let piped = given(
            watched.command(&["verify", "--json", "--token-stdin"]),
            value,
        )
        .await;
        of("standard input", &piped);
        assert!(piped.err.contains("standard input"), "{piped:?}");
        let kept = given(watched.command(&["secrets", "set", "token", "Acme"]), value).await;
        of("secrets set", &kept);
        let rotated = given(watched.command(&["rotate", "Acme", "--token-stdin"]), value).await;
        of("rotate", &rotated);
        let mut command = watched.command(&["verify", "--json"]);
        command.env("STACKDAY_TOKEN_SECRET", value);
        let environment = run(command).await;
        of("environment", &environment);
        assert!(
            environment.err.contains("STACKDAY_TOKEN_SECRET"),
            "{environment:?}"
        );
        watched.answering(value);
        let asked = run(watched.command(&["verify", "--json"])).await;
        of("secret_command", &asked);
        assert!(
            format!("{}{}", asked.out, asked.err).contains("sh gave an answer"),
            "{asked:?}"
        );
        watched.stage.configure("");
        let field = stackday::input::token_secret(value)
            .value
            .expect_err("refused");
        assert!(field.contains(said), "{field}");
    }
}

#[tokio::test]
async fn what_copying_and_saving_add_is_taken_away_and_said() {
    let stage = Stage::new(&[]).await;
    let token = stage.ready.token.clone().expect("a Token");
    for (value, said) in [
        (format!("\u{feff}{token}\r\n"), "byte order mark removed"),
        (format!("  {token}\u{a0}\n"), "white space removed"),
        (format!("{token}\u{200b}"), "unseen characters removed"),
        (format!("\"{token}\""), "quotes removed"),
    ] {
        let mut command = stage.command(&["verify", "--json", "--token-stdin"]);
        command.env_remove("STACKDAY_TOKEN_SECRET");
        let ran = given(command, &value).await;
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ran.err.contains(said), "{ran:?}");
    }
    let mut command = stage.command(&["verify", "--json"]);
    command.env("STACKDAY_TOKEN_SECRET", format!("\u{feff}{token}\u{200b}"));
    let ran = run(command).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.err
            .contains("STACKDAY_TOKEN_SECRET: unseen characters removed"),
        "{ran:?}"
    );
}

#[tokio::test]
async fn a_token_of_another_form_is_no_evidence_of_the_form() {
    let stage = Stage::new(&[]).await;
    let mut command = stage.command(&["verify", "--json"]);
    command.env("STACKDAY_TOKEN_SECRET", "short-token");
    let ran = run(command).await;
    let check = ran.check("credentials.format");
    assert_eq!(check["state"], "skipped", "{check}");
    let ran = stage.run(&["verify", "--json"]).await;
    assert_eq!(ran.check("credentials.format")["state"], "verified");
}

#[tokio::test]
async fn an_argument_that_holds_a_secret_is_refused_and_not_repeated() {
    let stage = Stage::new(&[]).await;
    let token = stage.ready.token.clone().expect("a Token");
    let key = "v1.eu1.Zm9vYmFyYmF6cXV4MTIzNA";
    assert_eq!(stage.run(&["profiles", "add", "Acme"]).await.code, Some(0));
    for value in [
        &*token,
        key,
        "Bearer VxLtcy_OWkWoPKqs4uFhTg",
        "note: eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2ln",
    ] {
        for option in ["--owner-id", "--notes", "--tags", "--rename"] {
            let ran = stage
                .run(&["profiles", "edit", "Acme", option, value])
                .await;
            assert_eq!(ran.code, Some(2), "{ran:?}");
            assert!(
                ran.err.contains(option) && !ran.err.contains(value),
                "{ran:?}"
            );
            let joined = format!("{option}={value}");
            let ran = stage.run(&["profiles", "edit", "Acme", &joined]).await;
            assert!(
                ran.err.contains(option) && !ran.err.contains(value),
                "{ran:?}"
            );
        }
        let ran = stage.run(&["profiles", "add", value]).await;
        assert!(ran.code == Some(2) && !ran.err.contains(value), "{ran:?}");
    }
    // What only looks like a Token is asked about, which a script answers with a flag.
    let like = "VxLtcy_OWkWoPKqs4uFhTg";
    let edit = ["profiles", "edit", "Acme", "--owner-id", like];
    let ran = stage.run(&edit).await;
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err.contains("--not-a-secret") && !ran.err.contains(like),
        "{ran:?}"
    );
    let mut said: Vec<_> = edit.to_vec();
    said.push("--not-a-secret");
    assert_eq!(stage.run(&said).await.code, Some(0));
    // It is saved now, and other changes leave it as it is.
    let ran = stage
        .run(&["profiles", "edit", "Acme", "--notes", "call on Monday"])
        .await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[tokio::test]
async fn a_passphrase_that_cannot_be_typed_again_is_refused_where_it_is_set() {
    let stage = Stage::new(&[]).await;
    assert_eq!(stage.run(&["profiles", "add", "Acme"]).await.code, Some(0));
    let file = stage.home.path().join("passphrase");
    let path = file.to_str().expect("UTF-8").to_owned();
    let set = [
        "secrets",
        "set",
        "token",
        "Acme",
        "--store",
        "file",
        "--passphrase-file",
        &path,
    ];
    for bad in [
        "two\nlines",
        "bell\u{7}",
        "unseen\u{200b}",
        "no-break\u{a0}space",
    ] {
        fs::write(&file, bad).expect("written");
        let ran = given(stage.command(&set), "VxLtcy_OWkWoPKqs4uFhTg").await;
        assert_eq!(ran.code, Some(3), "{ran:?}");
        assert!(ran.err.contains("new passphrase"), "{ran:?}");
    }
    // Saved by any editor it is the same passphrase.
    let utf16: Vec<u8> = "\u{feff}north star\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [
        "north star".into(),
        "north star\r\n".into(),
        "\u{feff}north star\r\n".into(),
        utf16,
    ] {
        let bytes: Vec<u8> = bytes;
        fs::write(&file, bytes).expect("written");
        let ran = given(stage.command(&set), "VxLtcy_OWkWoPKqs4uFhTg").await;
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    let new = stage.home.path().join("new");
    fs::write(&new, "a\tb").expect("written");
    let new = new.to_str().expect("UTF-8");
    let change = [
        "secrets",
        "passphrase",
        "--passphrase-file",
        &path,
        "--new-passphrase-file",
        new,
    ];
    let ran = stage.run(&change).await;
    assert_eq!(ran.code, Some(3), "{ran:?}");
}

#[tokio::test]
async fn files_that_windows_editors_save_are_read() {
    let stage = Stage::new(&[]).await;
    let utf16 = |text: &str| -> Vec<u8> {
        format!("\u{feff}{text}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect()
    };
    let marked = |text: &str| format!("\u{feff}{text}").into_bytes();
    let config = "[link]\r\nowner_id = \"acme-7\"\r\n";
    let csv = "name,notes\r\nNørrebro,call\r\n";
    let csv_file = stage.home.path().join("customers.csv");
    let config_file = stage.home.path().join("config.toml");
    for encode in [&marked as &dyn Fn(&str) -> Vec<u8>, &utf16] {
        fs::write(&config_file, encode(config)).expect("written");
        fs::write(&csv_file, encode(csv)).expect("written");
        let (config, csv) = (
            config_file.to_str().expect("UTF-8"),
            csv_file.to_str().expect("UTF-8"),
        );
        let ran = stage
            .run(&["profiles", "import", csv, "--config", config])
            .await;
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let ran = stage.run(&["profiles", "list", "--json"]).await;
        assert!(ran.out.contains("Nørrebro"), "{ran:?}");
    }
    fs::write(&csv_file, b"name\nN\xf8rrebro\n").expect("written");
    let ran = stage
        .run(&["profiles", "import", csv_file.to_str().expect("UTF-8")])
        .await;
    assert!(
        ran.code == Some(1) && ran.err.contains("save it as UTF-8"),
        "{ran:?}"
    );
}
