//! The people of the demo in a sandbox, and a server that answers for the owner: apart, so that each
//! can be killed.

use std::collections::HashMap;

use anyhow::ensure;
use tempfile::TempDir;

use crate::demo::Demo;
use crate::sandbox::{Cast, Person, Sandbox, cast};
use crate::server::{Server, account_link};
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
    /// How many messages of the owner's each contact had from the beginning.
    had: HashMap<i64, usize>,
    _folder: TempDir,
}

impl World {
    /// Lets the demo make all of it, then puts a sandbox and a server of their own in its place.
    ///
    /// # Errors
    ///
    /// Something does not come up.
    pub async fn start() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        drop(Demo::start(folder.path()).await?);
        let sandbox = Sandbox::start(&folder.path().join("telegram")).await?;
        let server = Server::start(folder.path(), &sandbox).await?;
        let account = account_link(&server.get("/accounts").await?.html)?;
        server.online(&account).await?;
        let mut world =
            Self { sandbox, server, cast: cast()?, account, had: HashMap::new(), _folder: folder };
        for contact in world.cast.contacts.clone() {
            let had = world.arrived(&contact).await?.len();
            world.had.insert(contact.id, had);
        }
        Ok(world)
    }

    /// A contact writes to the owner what the demo suggests and the twin answers.
    ///
    /// # Errors
    ///
    /// The sandbox refuses.
    pub async fn ask(&self, contact: &Person) -> anyhow::Result<()> {
        self.sandbox.write(contact, &self.cast.owner, contact.suggestion("answer")?).await
    }

    /// What has arrived from the owner at a contact since the beginning, oldest first.
    ///
    /// # Errors
    ///
    /// The sandbox refuses.
    pub async fn arrived(&self, contact: &Person) -> anyhow::Result<Vec<String>> {
        let chat = self.sandbox.chat(contact, &self.cast.owner).await?;
        let had = self.had.get(&contact.id).copied().unwrap_or_default();
        let owners = chat.into_iter().filter(|(out, _)| !out);
        Ok(owners.skip(had).map(|(_, text)| text).collect())
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
        ensure!(arrived == texts, "at {name} arrived {arrived:?} and not {texts:?}");
        Ok(())
    }
}
