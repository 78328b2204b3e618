//! The people of the demo in a sandbox, and a server that answers for the owner: apart, so that each
//! can be killed.

use anyhow::ensure;
use tempfile::TempDir;

use crate::sandbox::{Cast, Person, Sandbox, cast};
use crate::server::{Server, import_demo};
use crate::wait::until;

/// A sandbox with everybody in it, and the owner's twin, logged in and in automatic mode.
pub struct World {
    /// Where Telegram is.
    pub sandbox: Sandbox,
    /// Where the twin is.
    pub server: Server,
    /// Whose twin it is, and who writes to them.
    pub cast: Cast,
    /// The path of the account's page.
    pub account: String,
    _folder: TempDir,
}

impl World {
    /// Makes all of it.
    ///
    /// # Errors
    ///
    /// Something does not come up.
    pub async fn start() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let sandbox = Sandbox::start(&folder.path().join("sandbox")).await?;
        let cast = cast()?;
        sandbox.add(&cast.owner, None).await?;
        for contact in &cast.contacts {
            sandbox.add(contact, None).await?;
        }
        let data = folder.path().join("data");
        import_demo(&data)?;
        let server = Server::start(&data, &sandbox).await?;
        let account = server.log_in(&sandbox, &cast.owner).await?;
        server.let_it_answer(&account).await?;
        server.online(&account).await?;
        Ok(Self {
            sandbox,
            server,
            cast,
            account,
            _folder: folder,
        })
    }

    /// A contact writes to the owner what the demo suggests and the twin answers.
    ///
    /// # Errors
    ///
    /// The sandbox refuses.
    pub async fn ask(&self, contact: &Person) -> anyhow::Result<()> {
        self.sandbox
            .write(contact, &self.cast.owner, contact.suggestion("answer")?)
            .await
    }

    /// What has arrived from the owner at a contact, oldest first.
    ///
    /// # Errors
    ///
    /// The sandbox refuses.
    pub async fn arrived(&self, contact: &Person) -> anyhow::Result<Vec<String>> {
        let chat = self.sandbox.chat(contact, &self.cast.owner).await?;
        Ok(chat
            .into_iter()
            .filter(|(out, _)| !out)
            .map(|(_, text)| text)
            .collect())
    }

    /// Waits until at least this many messages have arrived at a contact, then sees that they are
    /// these and no others.
    ///
    /// # Errors
    ///
    /// Fewer, more or others arrive.
    pub async fn arrives(&self, contact: &Person, texts: &[String]) -> anyhow::Result<()> {
        let name = &contact.first_name;
        let arrived = until(&format!("{} messages at {name}", texts.len()), async || {
            let arrived = self.arrived(contact).await?;
            Ok((arrived.len() >= texts.len()).then_some(arrived))
        })
        .await?;
        ensure!(
            arrived == texts,
            "at {name} arrived {arrived:?} and not {texts:?}"
        );
        Ok(())
    }
}
