//! Access tokens that look like Planday's.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::json;

use super::dice::Dice;

/// An access token lives for one hour (planday.md 1.5).
pub const ACCESS_SECONDS: i64 = 3600;

/// The key id, in the shape of a certificate thumbprint: 40 hexadecimal digits (planday.md 1.6).
pub const KEY_ID: &str = "5A4DB0CE00C0FFEE5A4DB0CE00C0FFEE5A4DB0CE";

/// How many bytes an RS256 signature has with a 2048-bit key.
const SIGNATURE: usize = 256;

/// An access token with the claims that an `IdentityServer4` would put in (planday.md 1.6, inferred): `scope` is an array.
///
/// The signature is noise: nothing here has a private key, and no client may rely on the claims anyway.
pub fn mint(
    dice: &mut Dice,
    issuer: &str,
    app_id: &str,
    scopes: &[String],
    now: Timestamp,
) -> String {
    let at = now.as_second();
    let header = json!({"alg": "RS256", "kid": KEY_ID, "typ": "at+jwt"});
    let claims = json!({
        "nbf": at,
        "exp": at + ACCESS_SECONDS,
        "iss": issuer,
        "aud": ["openapi"],
        "client_id": app_id,
        "sub": "sandbox-administrator",
        "auth_time": at,
        "idp": "local",
        "jti": dice.handle(16),
        "scope": scopes,
        "amr": ["pwd"],
    });
    let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!(
        "{}.{}.{}",
        part(&header),
        part(&claims),
        dice.handle(SIGNATURE)
    )
}
