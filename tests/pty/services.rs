//! Both services, as another program on this machine would play them.

use stackday::sandbox::{Options, Ready, Sandbox, Scenario};
use tokio::runtime::Runtime;

pub struct Services {
    pub ready: Ready,
    sandbox: Option<Sandbox>,
    runtime: Runtime,
}

impl Services {
    pub fn start() -> Self {
        Self::playing(&[])
    }

    /// With these mishaps.
    pub fn playing(scenarios: &[Scenario]) -> Self {
        let runtime = Runtime::new().expect("threads");
        let options = Options {
            scenarios: scenarios.to_vec(),
            ..Options::default()
        };
        let sandbox = runtime
            .block_on(Sandbox::start(options))
            .expect("a sandbox");
        Self {
            ready: sandbox.ready().clone(),
            sandbox: Some(sandbox),
            runtime,
        }
    }

    pub fn environment(&self) -> [(&str, &str); 4] {
        let ready = &self.ready;
        [
            ("STACKDAY_PLANDAY_IDENTITY_URL", &ready.identity_url),
            ("STACKDAY_PLANDAY_API_URL", &ready.planday_url),
            ("STACKDAY_STACKONE_API_URL", &ready.stackone_url),
            ("STACKDAY_STACKONE_DASHBOARD_URL", &ready.dashboard_url),
        ]
    }

    pub fn token(&self) -> &str {
        self.ready.token.as_deref().expect("a Token")
    }

    pub fn app_id(&self) -> &str {
        self.ready.app_id.as_deref().expect("an App Id")
    }

    /// A person's browser goes to a page.
    pub fn open(&self, url: &str) -> String {
        let browser = browser();
        let page = async { browser.get(url).send().await?.text().await };
        self.runtime.block_on(page).expect("a page")
    }

    /// A person presses a button of a form.
    pub fn press(&self, url: &str, form: &[(&str, &str)]) {
        let browser = browser();
        let sent = async { browser.post(url).form(form).send().await };
        let answer = self.runtime.block_on(sent).expect("an answer");
        let status = answer.status();
        assert!(status.is_success() || status.is_redirection(), "{status}");
    }
}

/// A browser that goes where a page sends it.
fn browser() -> reqwest::Client {
    // Another test may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .expect("a browser")
}

impl Drop for Services {
    fn drop(&mut self) {
        if let Some(sandbox) = self.sandbox.take() {
            self.runtime.block_on(sandbox.stop());
        }
    }
}
