//! `aitwin profile`: how the owner writes, at all or to somebody.

use std::path::Path;

use anyhow::Result;
use domain::PeerId;
use serde_json::json;
use style::TimeZone;
use style::profile::RELIABLE;

use super::{choice, say};
use crate::card;
use crate::cli::{DataArgs, OfAccount, ProfileArgs};
use crate::config::{Config, Overrides};
use crate::language::Texts;
use crate::wiring;

pub(crate) async fn profile(
    texts: &Texts,
    config: Option<&Path>,
    arguments: ProfileArgs,
) -> Result<()> {
    let ProfileArgs { chat, json, of: OfAccount { account, data } } = arguments;
    let DataArgs { data, database_url } = data;
    let config = Config::load(config, Overrides { data, database_url, ..Overrides::default() })?;
    let opened = wiring::reopen(&config).await?;
    let mut tx = opened.store.read(opened.owner).await?;
    let account = choice::account(&mut tx, account).await?;
    let chat = match chat {
        Some(id) => Some(choice::chat(&mut tx, account, id).await?),
        None => None,
    };
    drop(tx);
    let mut learner = engine::learn(&opened.store, opened.owner, account).await?;
    learner.set_zone(TimeZone::system());
    let all = learner.profile(None);
    let id: Option<PeerId> = chat.as_ref().map(|chat| chat.peer.id);
    let narrow = id.map(|id| (learner.profile(Some(id)), learner.relation(id)));
    if json {
        let report = json!({
            "account": account.to_string(),
            "reliable_from": RELIABLE,
            "all": all,
            "chat": narrow.as_ref().map(|(profile, found)| json!({
                "id": id,
                "relation": found.relation,
                "relation_probability": found.probability,
                "relation_set": found.set,
                "profile": profile,
            })),
        });
        return say(&serde_json::to_string_pretty(&report)?);
    }
    let lines = match (&chat, &narrow) {
        (Some(chat), Some((profile, found))) => {
            card::of_chat(texts, &chat.peer.title, profile, *found, &all)
        }
        _ => card::of_all(texts, &all),
    };
    say(&lines.join("\n"))
}
