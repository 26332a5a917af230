//! Somebody who does the clicks: reads the two web sites' pages and sends their forms, as a browser would.

use reqwest::{Client, Url};

use crate::sandbox::html::{Tag, tags, text_of};
use crate::sandbox_user::{Click, Clicked, Clicking, SandboxUser};
use crate::secret::Secret;

/// Plays the clicks of a rehearsal over HTTP, on the sandbox's own web sites.
#[derive(Debug, Clone)]
pub struct SandboxPerson {
    portal: String,
    dashboard: String,
    http: Result<Client, String>,
}

/// A page that came back.
struct Page {
    url: Url,
    html: String,
}

/// A form of a page: where it goes, and what it holds that nobody sees.
struct Form {
    action: Url,
    hidden: Vec<(String, String)>,
}

impl SandboxUser for SandboxPerson {
    fn click(&self, click: Click) -> Clicking<'_> {
        Box::pin(async move {
            match click {
                Click::OpenApiAccess => self.open_api_access().await,
                Click::CreateApp {
                    name,
                    scopes,
                    redirect_uri,
                } => self.create_app(&name, &scopes, &redirect_uri).await,
                Click::AuthorizeApp { name } => self.authorize_app(&name).await,
                Click::CopyCredentials { name } => self.copy_credentials(&name).await,
                Click::CreateApiKey => self.create_api_key().await,
                Click::CreateProfile {
                    name,
                    app_id,
                    token_secret,
                    scopes,
                } => {
                    self.create_profile(&name, &app_id, &token_secret, &scopes)
                        .await
                }
                Click::OpenAuthLink { url } => self.open_auth_link(&url).await,
            }
        })
    }
}

impl SandboxPerson {
    pub(super) fn new(portal: &str, dashboard: &str) -> Self {
        // Another part of the program may have installed a provider already; either will do, as nothing here uses TLS.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .no_proxy()
            .tls_certs_only([])
            .user_agent("stackday-sandbox-person")
            .build()
            .map_err(|error| format!("no browser: {error}"));
        Self {
            portal: portal.to_owned(),
            dashboard: dashboard.to_owned(),
            http,
        }
    }

    async fn open_api_access(&self) -> Result<Clicked, String> {
        let page = self.get(&format!("{}/settings", self.portal)).await?;
        let apps = page
            .tags()
            .iter()
            .filter(|tag| tag.get("data-app-id").is_some())
            .count();
        Ok(said(format!(
            "Planday > API Access: opened the page, which lists {}",
            counted(apps, "app")
        )))
    }

    async fn create_app(
        &self,
        name: &str,
        scopes: &[String],
        redirect_uri: &str,
    ) -> Result<Clicked, String> {
        let page = self
            .get(&format!(
                "{}/settings/integrations/api-access/create",
                self.portal
            ))
            .await?;
        let offered = |scope: &&String| {
            page.tags().iter().any(|tag| {
                tag.get("name") == Some("scope") && tag.get("value") == Some(scope.as_str())
            })
        };
        if let Some(missing) = scopes.iter().find(|scope| !offered(scope)) {
            return Err(format!(
                "Planday > Create App: the form has no box for {missing}"
            ));
        }
        let mut fields = vec![("name", name), ("redirect_uri", redirect_uri)];
        fields.extend(scopes.iter().map(|scope| ("scope", scope.as_str())));
        let list = self.send(&page.form("create-app")?, &fields).await?;
        let app_id = newest(&list, name)?.get("data-app-id").map(str::to_owned);
        let said = format!(
            "Planday > API Access: created the app “{name}” with {}",
            counted(scopes.len(), "scope")
        );
        Ok(Clicked {
            said,
            app_id,
            ..Clicked::default()
        })
    }

    async fn authorize_app(&self, name: &str) -> Result<Clicked, String> {
        let list = self
            .get(&format!("{}/settings/integrations/api-access", self.portal))
            .await?;
        let tile = newest(&list, name)?;
        let link = tile
            .get("data-authorize")
            .ok_or("Planday > API Access: the app has no Authorize button")?;
        let consent = self
            .get(
                list.url
                    .join(link)
                    .map_err(|error| error.to_string())?
                    .as_str(),
            )
            .await?;
        let scopes = consent
            .tags()
            .iter()
            .filter(|tag| tag.get("data-scope").is_some())
            .count();
        self.send(&consent.form("authorize")?, &[]).await?;
        Ok(said(format!(
            "Planday > API Access: authorized “{name}” after reading its {}",
            counted(scopes, "scope")
        )))
    }

    async fn copy_credentials(&self, name: &str) -> Result<Clicked, String> {
        let list = self
            .get(&format!("{}/settings/integrations/api-access", self.portal))
            .await?;
        let tile = newest(&list, name)?;
        let token = tile
            .get("data-token")
            .ok_or("Planday > API Access: the tile shows no Token; the app is not authorized")?;
        Ok(Clicked {
            said: format!("Planday > API Access: copied App Id and Token of “{name}”"),
            app_id: tile.get("data-app-id").map(str::to_owned),
            token: Some(Secret::new(token)),
            api_key: None,
        })
    }

    async fn create_api_key(&self) -> Result<Clicked, String> {
        let page = self.get(&format!("{}/api_keys", self.dashboard)).await?;
        let page = self
            .send(&page.form("create-key")?, &[("name", "stackday")])
            .await?;
        let key = page
            .tags()
            .iter()
            .find_map(|tag| tag.get("data-api-key").map(Secret::new));
        let key = key.ok_or("StackOne > API Keys: the page shows no new key")?;
        let said = "StackOne > API Keys: created the key “stackday”".to_owned();
        Ok(Clicked {
            said,
            api_key: Some(key),
            ..Clicked::default()
        })
    }

    async fn create_profile(
        &self,
        name: &str,
        app_id: &str,
        token: &Secret,
        scopes: &[String],
    ) -> Result<Clicked, String> {
        let page = self
            .get(&format!("{}/connector_profiles/new", self.dashboard))
            .await?;
        let scopes = scopes.join(" ");
        let fields = [
            ("connector", "planday"),
            ("type", "oauth2"),
            ("name", name),
            ("application_id", app_id),
            ("token_secret", token.expose()),
            ("scopes", scopes.as_str()),
        ];
        let list = self.send(&page.form("create-profile")?, &fields).await?;
        let row = list.tags().into_iter().rfind(|tag| {
            tag.get("data-profile-id").is_some() && tag.get("data-name") == Some(name.trim())
        });
        let state = match row.as_ref().and_then(|row| row.get("data-active")) {
            Some("false") => ", which is disabled",
            _ => "",
        };
        Ok(said(format!(
            "StackOne > Connector Profiles: created the Planday profile “{name}”{state}"
        )))
    }

    async fn open_auth_link(&self, link: &Secret) -> Result<Clicked, String> {
        let page = self.get(link.expose()).await?;
        let page = self
            .send(&page.form("connect")?, &[("do", "connect")])
            .await?;
        let account = page
            .tags()
            .iter()
            .find_map(|tag| tag.get("data-account-id").map(str::to_owned));
        let account = account
            .ok_or("StackOne > Link account: the page does not say that the account is linked")?;
        Ok(said(format!(
            "StackOne > Link account: connected, account {account}"
        )))
    }

    async fn get(&self, url: &str) -> Result<Page, String> {
        self.read(self.client()?.get(url)).await
    }

    /// Fills in a form and sends it. A browser says where a form comes from, so this does too.
    async fn send(&self, form: &Form, filled: &[(&str, &str)]) -> Result<Page, String> {
        let mut fields: Vec<(&str, &str)> = form
            .hidden
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        fields.extend(filled);
        let origin = form.action.origin().ascii_serialization();
        self.read(
            self.client()?
                .post(form.action.clone())
                .header("origin", origin)
                .form(&fields),
        )
        .await
    }

    fn client(&self) -> Result<&Client, String> {
        self.http.as_ref().map_err(Clone::clone)
    }

    /// What came back. Its address is left out of errors: it may hold a link's token.
    async fn read(&self, request: reqwest::RequestBuilder) -> Result<Page, String> {
        let failed =
            |error: reqwest::Error| format!("the page could not be read: {}", error.without_url());
        let response = request.send().await.map_err(failed)?;
        let (status, url) = (response.status(), response.url().clone());
        let html = response.text().await.map_err(failed)?;
        match text_of(&html, " data-error") {
            Some(error) => Err(format!("the page says: {}", error.trim_end_matches('.'))),
            None if status.is_success() => Ok(Page { url, html }),
            None => Err(format!("the page answered {status}")),
        }
    }
}

impl Page {
    fn tags(&self) -> Vec<Tag> {
        tags(&self.html)
    }

    /// The form with this mark.
    fn form(&self, mark: &str) -> Result<Form, String> {
        let tags = self.tags();
        let mut inside = tags
            .iter()
            .skip_while(|tag| tag.name != "form" || tag.get("data-form") != Some(mark));
        let form = inside
            .next()
            .ok_or_else(|| format!("the page has no form “{mark}”"))?;
        let action = self
            .url
            .join(form.get("action").unwrap_or_default())
            .map_err(|error| error.to_string())?;
        let hidden = inside
            .take_while(|tag| tag.name != "/form")
            .filter(|tag| tag.get("type") == Some("hidden"))
            .filter_map(|tag| Some((tag.get("name")?.to_owned(), tag.get("value")?.to_owned())))
            .collect();
        Ok(Form { action, hidden })
    }
}

/// The newest app's tile of this name: the page lists the oldest first.
fn newest(list: &Page, name: &str) -> Result<Tag, String> {
    let tile = list
        .tags()
        .into_iter()
        .rfind(|tag| tag.get("data-app-id").is_some() && tag.get("data-name") == Some(name.trim()));
    tile.ok_or_else(|| format!("Planday > API Access: there is no app called “{name}”"))
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn said(said: String) -> Clicked {
    Clicked {
        said,
        ..Clicked::default()
    }
}
