//! The engines of all owners of a server: each knows its own owner only.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use domain::OwnerId;
use tokio::sync::Mutex;

use crate::{Engine, Error};

/// Makes the engine of an owner, ready to be started.
#[async_trait]
pub trait EngineMaker: Send + Sync {
    /// Makes it.
    async fn make(&self, owner: OwnerId) -> Result<Engine, Error>;
}

/// The engines of all owners of a server; cheap to clone.
#[derive(Clone)]
pub struct Engines {
    inner: Arc<All>,
}

struct All {
    /// That of the owner whom the server was made with.
    first: Engine,
    /// Those of who joined later.
    others: RwLock<BTreeMap<OwnerId, Engine>>,
    /// Makes them; `None` where nobody joins.
    maker: Option<Arc<dyn EngineMaker>>,
    opening: Mutex<()>,
}

impl Engines {
    /// The engine of the owner whom the server was made with, and whoever makes those of the owners who
    /// join; without one nobody can.
    pub fn new(first: Engine, maker: Option<Arc<dyn EngineMaker>>) -> Self {
        let (others, opening) = (RwLock::default(), Mutex::default());
        Self { inner: Arc::new(All { first, others, maker, opening }) }
    }

    /// The engine of the owner whom the server was made with.
    pub fn first(&self) -> &Engine {
        &self.inner.first
    }

    /// The engine of an owner, if it was opened.
    pub fn get(&self, owner: OwnerId) -> Option<Engine> {
        if owner == self.first().owner() {
            return Some(self.first().clone());
        }
        self.inner.others.read().unwrap_or_else(PoisonError::into_inner).get(&owner).cloned()
    }

    /// Makes and starts the engine of an owner who is stored, unless that was done. `None` where nobody
    /// joins.
    pub async fn open(&self, owner: OwnerId) -> Result<Option<Engine>, Error> {
        // Two engines of one owner would each connect the owner's accounts.
        let _one_at_a_time = self.inner.opening.lock().await;
        if let Some(engine) = self.get(owner) {
            return Ok(Some(engine));
        }
        let Some(maker) = &self.inner.maker else { return Ok(None) };
        let engine = maker.make(owner).await?;
        engine.start().await?;
        let mut others = self.inner.others.write().unwrap_or_else(PoisonError::into_inner);
        others.insert(owner, engine.clone());
        Ok(Some(engine))
    }

    /// Stops all of them, as [`Engine::stop`] does.
    pub async fn stop(&self) {
        let others = self.inner.others.read().unwrap_or_else(PoisonError::into_inner).clone();
        let all: Vec<Engine> = others.into_values().chain([self.first().clone()]).collect();
        futures_util::future::join_all(all.iter().map(Engine::stop)).await;
    }
}
