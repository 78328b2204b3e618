//! `aitwin relations`: what each contact is to the owner, and how the owner corrects it.

use std::path::Path;

use anyhow::Result;
use domain::{AccountId, PeerKind, Relation};
use style::TimeZone;

use super::{choice, say};
use crate::card;
use crate::cli::{DataArgs, OfAccount, RelationName, RelationsArgs, RelationsChange};
use crate::config::{Config, Overrides};
use crate::language::{Texts, text};
use crate::trouble::Trouble;
use crate::wiring::{self, Opened};

pub(crate) async fn relations(
    texts: &Texts,
    config: Option<&Path>,
    arguments: RelationsArgs,
) -> Result<()> {
    let RelationsArgs { change, of: OfAccount { account, data } } = arguments;
    let DataArgs { data, database_url } = data;
    let config = Config::load(config, Overrides { data, database_url, ..Overrides::default() })?;
    let opened = wiring::reopen(&config).await?;
    let mut tx = opened.store.read(opened.owner).await?;
    let account = choice::account(&mut tx, account).await?;
    drop(tx);
    match change {
        None => list(texts, &opened, account).await,
        Some(RelationsChange::Set { chat, relation }) => {
            set(texts, &opened, account, chat, relation.relation()).await
        }
    }
}

/// Prints every person the account has talked to, the latest first.
async fn list(texts: &Texts, opened: &Opened, account: AccountId) -> Result<()> {
    let chats = opened.store.read(opened.owner).await?.chats(account, usize::MAX).await?;
    let mut learner = engine::learn(&opened.store, opened.owner, account).await?;
    learner.set_zone(TimeZone::system());
    let people: Vec<_> = chats.iter().filter(|chat| chat.peer.kind == PeerKind::User).collect();
    if people.is_empty() {
        return say(&text!(texts, "relations-none"));
    }
    for chat in people {
        let found = learner.relation(chat.peer.id);
        let relation = card::relation(texts, found);
        let id = chat.peer.id.0.to_string();
        let name = chat.peer.title.as_str();
        say(&text!(texts, "relations-line", id = id, name = name, relation = relation))?;
    }
    Ok(())
}

async fn set(
    texts: &Texts,
    opened: &Opened,
    account: AccountId,
    chat: i64,
    relation: Option<Relation>,
) -> Result<()> {
    let mut tx = opened.store.begin(opened.owner).await?;
    let peer = choice::chat(&mut tx, account, chat).await?.peer;
    if peer.kind != PeerKind::User {
        return Err(Trouble::RelationOfGroup.into());
    }
    tx.set_relation(account, peer.id, relation).await?;
    tx.commit().await?;
    let name = peer.title.as_str();
    say(&match relation {
        Some(relation) => {
            let relation = card::relation_name(texts, relation);
            text!(texts, "relations-set", name = name, relation = relation)
        }
        None => text!(texts, "relations-auto", name = name),
    })
}

impl RelationName {
    fn relation(self) -> Option<Relation> {
        match self {
            Self::Close => Some(Relation::Close),
            Self::Family => Some(Relation::Family),
            Self::Work => Some(Relation::Work),
            Self::Service => Some(Relation::Service),
            Self::Auto => None,
        }
    }
}
