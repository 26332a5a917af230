//! Saved connections against a sandbox: a store in a folder that goes away, and a vault in memory.

use jiff::Timestamp;
use stackday::domain::{ProfileId, SecretId, SecretRecord, SecretStoreKind};
use stackday::library::Library;
use stackday::library::{Connection, LibrarySnapshot, Profile};
use stackday::sandbox::Scenario;
use stackday::secret::Secret;
use stackday::workflow::{Basis, Inputs};
use tempfile::TempDir;

use super::support::Stage;

/// A stage whose connections are saved.
pub struct Shelf {
    pub stage: Stage,
    folder: TempDir,
}

impl Shelf {
    pub async fn new(scenarios: &[Scenario]) -> Self {
        Self::on(Stage::new(scenarios).await)
    }

    pub fn on(stage: Stage) -> Self {
        let (stage, folder) = stage.kept();
        Self { stage, folder }
    }

    pub fn library(&self) -> &Library {
        self.stage.library()
    }

    pub fn saved(&self) -> LibrarySnapshot {
        self.library().load().expect("readable")
    }

    pub fn profile(&self, id: ProfileId) -> Profile {
        self.library()
            .profile(id)
            .expect("readable")
            .expect("saved")
    }

    /// Saves a connection for the sandbox's first app, without its Token.
    pub fn save(&self, name: &str) -> ProfileId {
        let settings = Connection {
            app_id: self.stage.ready.app_id.clone(),
            scopes: self.stage.ready.scopes.iter().cloned().collect(),
            ..Connection::default()
        };
        self.save_as(name, settings)
    }

    pub fn save_as(&self, name: &str, settings: Connection) -> ProfileId {
        let profile = Profile::new(name, settings, Timestamp::now());
        let id = profile.id;
        self.edit(move |saved| saved.profiles.push(profile));
        id
    }

    /// Saves a connection for another app, with its Token.
    pub async fn save_app(&self, name: &str, scopes: &[&str]) -> ProfileId {
        let (app_id, token) = self.stage.app(scopes).await;
        let settings = Connection {
            app_id: Some(app_id),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            ..Connection::default()
        };
        let id = self.save_as(name, settings);
        self.keep(id, &token).await;
        id
    }

    /// Saves a connection for the sandbox's first app, with its Token.
    pub async fn save_first(&self, name: &str) -> ProfileId {
        let id = self.save(name);
        self.keep(id, &self.first_token()).await;
        id
    }

    pub fn first_token(&self) -> Secret {
        Secret::new(self.stage.ready.token.clone().expect("a Token"))
    }

    pub async fn keep(&self, id: ProfileId, token: &Secret) {
        let vault = &self.stage.services.vault;
        let name = SecretId::Token(id);
        let kept = in_memory();
        vault.put(&name, &kept, token).await.expect("kept");
        self.edit(move |saved| saved.find_mut(id).expect("saved").token = Some(kept));
    }

    pub fn edit(&self, change: impl FnOnce(&mut LibrarySnapshot)) {
        let before = self.saved();
        let mut saved = before.clone();
        change(&mut saved);
        saved
            .profiles
            .retain(|profile| !before.profiles.contains(profile));
        self.library().seed(&saved).expect("written");
    }

    /// The Token that is kept for a connection.
    pub async fn token(&self, id: ProfileId) -> Option<Secret> {
        self.held(&SecretId::Token(id)).await
    }

    /// The Token that is kept as the replaced one.
    pub async fn old_token(&self, id: ProfileId) -> Option<Secret> {
        self.held(&SecretId::OldToken(id)).await
    }

    async fn held(&self, name: &SecretId) -> Option<Secret> {
        let vault = &self.stage.services.vault;
        let record = self.library().secret(name).expect("readable");
        vault.get(name, &record?).await.expect("readable")
    }

    /// Everything that opens the sandbox, as of this connection.
    pub fn inputs(&self, id: ProfileId) -> Inputs {
        let profile = self.profile(id);
        Inputs {
            saved: Some(Basis::of(&profile, profile.token.clone())),
            ..self.stage.inputs()
        }
    }

    /// From now on the file of connections can be neither read nor written.
    pub fn spoil(&self) {
        spoil(self.library());
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

/// A record of the first generation in memory.
pub fn in_memory() -> SecretRecord {
    SecretRecord {
        place: SecretStoreKind::Memory,
        at: Timestamp::UNIX_EPOCH,
        generation: 0,
    }
}

/// Puts something into the place of the database that cannot be read as one.
pub fn spoil(library: &Library) {
    let file = library.file();
    std::fs::remove_file(&file).expect("there is one");
    std::fs::create_dir(&file).expect("a folder in its place");
}
