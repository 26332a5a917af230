//! One request as the sandbox's services see it, and the shapes of an answer.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use futures::FutureExt;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::form_urlencoded;

/// A request, read whole.
#[derive(Debug, Clone)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The path as sent.
    pub path: String,
    /// The query, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Call {
    /// A request from its parts.
    pub fn new(method: Method, uri: &Uri, headers: HeaderMap, body: Bytes) -> Self {
        let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
        Self {
            method,
            path: uri.path().to_owned(),
            query,
            headers,
            body,
        }
    }

    /// The path's segments, decoded; empty ones are left out.
    pub fn segments(&self) -> Vec<String> {
        let decoded = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
        self.path
            .split('/')
            .filter(|part| !part.is_empty())
            .map(decoded)
            .collect()
    }

    /// A header, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The first query value of this name, in any casing: Planday's clients use both (planday.md 4).
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Every query value of a list: a repeated name, `name[]`, or values parted by commas.
    pub fn list(&self, name: &str) -> Vec<String> {
        let wanted =
            |key: &str| key.eq_ignore_ascii_case(name) || key.strip_suffix("[]") == Some(name);
        let values = self
            .query
            .iter()
            .filter(|(key, _)| wanted(key))
            .map(|(_, value)| value);
        values
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// The body's form fields; an odd body has odd fields, never an error.
    pub fn form(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(&self.body).into_owned().collect()
    }

    /// The body as JSON, if it is that.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// The first field of this name in a form.
pub fn field<'a>(form: &'a [(String, String)], name: &str) -> Option<&'a str> {
    form.iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

/// An answer with JSON.
pub fn json(status: StatusCode, body: &Value) -> Response {
    with_body(status, "application/json; charset=utf-8", body.to_string())
}

/// An answer with an HTML page.
pub fn web_page(status: StatusCode, page: String) -> Response {
    with_body(status, "text/html; charset=utf-8", page)
}

/// An answer with plain text.
pub fn plain(status: StatusCode, words: String) -> Response {
    with_body(status, "text/plain; charset=utf-8", words)
}

/// An answer with no body.
pub fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// Sends the browser on after a form, with GET.
pub fn see_other(to: &str) -> Response {
    redirect(StatusCode::SEE_OTHER, to)
}

/// A redirect.
pub fn redirect(status: StatusCode, to: &str) -> Response {
    with_header(empty(status), header::LOCATION, to)
}

/// The body of an answer made here, which is always there at once.
pub fn body_now(response: Response) -> Bytes {
    let reading = axum::body::to_bytes(response.into_body(), usize::MAX);
    reading
        .now_or_never()
        .and_then(Result::ok)
        .unwrap_or_default()
}

/// Adds a header; a value that cannot be one is left out.
pub fn with_header(mut response: Response, name: HeaderName, value: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}

fn with_body(status: StatusCode, kind: &'static str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(uri: &str) -> Call {
        Call::new(
            Method::GET,
            &uri.parse().expect("a URI"),
            HeaderMap::new(),
            Bytes::new(),
        )
    }

    #[test]
    fn lists_may_repeat_or_use_commas_or_brackets() {
        let call =
            call("/actions?include=a&include=b,c&include%5B%5D=d&filter%5Bconnectors%5D=planday");
        assert_eq!(call.list("include"), ["a", "b", "c", "d"]);
        assert_eq!(call.query("filter[connectors]"), Some("planday"));
    }

    #[test]
    fn paths_are_decoded_and_query_names_take_any_casing() {
        let call = call("/hr/v1.0/a%20b//?Limit=3&bad=%FF");
        assert_eq!(call.segments(), ["hr", "v1.0", "a b"]);
        assert_eq!(call.query("limit"), Some("3"));
        assert_eq!(call.query("bad"), Some("\u{fffd}"));
    }
}
