//! An exchange as a command for a shell. A secret is never in it: a variable stands in its place, to be set by hand.

use url::form_urlencoded;

use crate::http::PLACEHOLDER;
use crate::journal::Exchange;

/// The command, and the variables that have to be set for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Curl {
    /// In one line.
    pub(crate) command: String,
    /// Their names, in the order in which they stand in it.
    pub(crate) variables: Vec<String>,
}

impl Curl {
    /// The request of this exchange.
    pub(crate) fn of(exchange: &Exchange) -> Self {
        let mut curl = Self {
            command: String::from("curl"),
            variables: Vec::new(),
        };
        if exchange.method != "GET" {
            curl.plain("-X");
            curl.plain(&exchange.method);
        }
        curl.argument(&exchange.url, "SECRET");
        let mut is_form = false;
        for (name, value) in &exchange.request.headers {
            // What curl says of itself is its own affair.
            if name.eq_ignore_ascii_case("user-agent") {
                continue;
            }
            is_form |= name.eq_ignore_ascii_case("content-type")
                && value.starts_with("application/x-www-form-urlencoded");
            curl.plain("-H");
            curl.argument(&format!("{name}: {value}"), name);
        }
        let body = exchange.request.body.as_str();
        if is_form {
            for pair in body.split('&').filter(|pair| !pair.is_empty()) {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                if value == PLACEHOLDER {
                    curl.plain("--data-urlencode");
                    curl.argument(&format!("{}={value}", decoded(name)), name);
                } else {
                    curl.plain("--data");
                    curl.argument(pair, name);
                }
            }
        } else if !body.is_empty() {
            curl.plain("--data");
            curl.argument(body, "SECRET");
        }
        curl
    }

    fn plain(&mut self, word: &str) {
        self.command.push(' ');
        self.command.push_str(word);
    }

    /// One argument, quoted; each secret in it is a variable that is called like `name`.
    fn argument(&mut self, text: &str, name: &str) {
        self.command.push(' ');
        for (at, part) in text.split(PLACEHOLDER).enumerate() {
            if at > 0 {
                let variable = self.variable(name);
                self.command.push_str("\"$");
                self.command.push_str(&variable);
                self.command.push('"');
            }
            if !part.is_empty() {
                self.command.push('\'');
                self.command.push_str(&part.replace('\'', r"'\''"));
                self.command.push('\'');
            }
        }
    }

    fn variable(&mut self, name: &str) -> String {
        let as_letter = |c: char| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        };
        let mut wanted: String = name.chars().map(as_letter).collect();
        if !wanted.starts_with(|c: char| c.is_ascii_uppercase()) {
            wanted.insert_str(0, "SECRET_");
        }
        let free = |name: &String| !self.variables.contains(name);
        let numbered = (2..).map(|number| format!("{wanted}_{number}"));
        let mut names = std::iter::once(wanted.clone()).chain(numbered);
        let variable = names.find(free).unwrap_or_else(|| wanted.clone());
        self.variables.push(variable.clone());
        variable
    }
}

/// The name or value of a form as it reads.
pub(crate) fn decoded(text: &str) -> String {
    form_urlencoded::parse(text.as_bytes())
        .next()
        .map_or_else(String::new, |(name, _)| name.into_owned())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::journal::{Outcome, Part};

    fn exchange(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Exchange {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Exchange {
            id: 1,
            service: "planday",
            purpose: "a read".into(),
            method: method.into(),
            url: url.into(),
            attempt: 1,
            started: Timestamp::UNIX_EPOCH,
            elapsed: std::time::Duration::ZERO,
            request: Part {
                headers: headers.iter().map(owned).collect(),
                body: body.into(),
                bytes: body.len(),
            },
            outcome: Outcome::Failed {
                reason: "no route".into(),
            },
        }
    }

    #[test]
    fn a_variable_stands_in_the_place_of_each_secret() {
        let curl = Curl::of(&exchange(
            "POST",
            "https://id.planday.com/connect/token",
            &[
                ("user-agent", "stackday/2.0"),
                ("content-type", "application/x-www-form-urlencoded"),
            ],
            "client_id=3f0a%2B1&grant_type=refresh_token&refresh_token=[redacted]",
        ));
        let expected = "curl -X POST 'https://id.planday.com/connect/token' \
             -H 'content-type: application/x-www-form-urlencoded' --data 'client_id=3f0a%2B1' \
             --data 'grant_type=refresh_token' --data-urlencode 'refresh_token='\"$refresh_token\"";
        assert_eq!(
            curl.command,
            expected.replace("$refresh_token", "$REFRESH_TOKEN")
        );
        assert_eq!(curl.variables, ["REFRESH_TOKEN"]);
    }

    #[test]
    fn quotes_in_a_value_end_no_argument_and_two_secrets_have_two_names() {
        let curl = Curl::of(&exchange(
            "GET",
            "https://x.example/a?key=[redacted]&b=it's",
            &[("authorization", "Bearer [redacted]"), ("x", "$(id)")],
            r#"{"a":"[redacted]"}"#,
        ));
        let expected = r#"curl 'https://x.example/a?key='"$SECRET"'&b=it'\''s' -H 'authorization: Bearer '"$AUTHORIZATION" -H 'x: $(id)' --data '{"a":"'"$SECRET_2"'"}'"#;
        assert_eq!(curl.command, expected);
        assert_eq!(curl.variables, ["SECRET", "AUTHORIZATION", "SECRET_2"]);
    }
}
