//! The messages to measure on: from an export, or from the database.

use std::collections::HashSet;
use std::fs::File;
use std::path::Path;

use anyhow::Result;
use domain::{AccountId, Message, Peer, PeerId, PeerKind};
use style::export::{self, ExportError, Item};

use crate::commands::choice;
use crate::trouble::Trouble;
use crate::wiring::Opened;

/// How many messages are read from the database at a time.
const PAGE: usize = 5_000;

/// Whether what is written in a chat is a talk between people.
fn is_talk(peer: &Peer) -> bool {
    peer.kind != PeerKind::Channel && !peer.flags.forbid() && !peer.is_service()
}

/// Reads an export, of one chat or of all.
pub(crate) fn from_export(
    path: &Path,
    owner: Option<PeerId>,
    chat: Option<PeerId>,
) -> Result<Vec<Message>, Trouble> {
    let mut talks = Talks::default();
    let mut messages = Vec::new();
    let read = export::read(open(path)?, &export::Options { owner }, &mut |item| {
        match item {
            Item::Chat(peer) => talks.add(peer),
            Item::Message(message, _) if talks.are_meant(message.chat, chat) => {
                messages.push(message);
            }
            _ => {}
        }
        Ok(())
    });
    let summary = match (read, owner) {
        (Ok(summary), _) => summary,
        (Err(ExportError::OwnerUnknown { candidates }), _) => {
            return Err(Trouble::OwnerUnknown { files: vec![path.to_owned()], candidates });
        }
        (Err(ExportError::OtherOwner { stated }), Some(named)) => {
            return Err(Trouble::NotTheOwner { path: path.to_owned(), stated, named });
        }
        (Err(error), _) => {
            return Err(Trouble::Export { path: path.to_owned(), source: error.into() });
        }
    };
    if let Some(id) = owner.filter(|_| summary.owner_messages == 0) {
        let read = export::read(open(path)?, &export::Options::default(), &mut |_| Ok(()));
        if let Err(ExportError::OwnerUnknown { candidates }) = read {
            let path = path.to_owned();
            return Err(if candidates.is_empty() {
                Trouble::OwnerUnknown { files: vec![path], candidates }
            } else {
                Trouble::NobodyThere { path, id, candidates }
            });
        }
    }
    talks.with(chat)?;
    Ok(messages)
}

fn open(path: &Path) -> Result<File, Trouble> {
    File::open(path).map_err(|source| Trouble::File { path: path.to_owned(), source })
}

/// The chats in which people talk.
#[derive(Default)]
struct Talks {
    peers: Vec<Peer>,
    ids: HashSet<PeerId>,
}

impl Talks {
    fn add(&mut self, peer: Peer) {
        if is_talk(&peer) && self.ids.insert(peer.id) {
            self.peers.push(peer);
        }
    }

    /// Whether what is written in a chat counts, where one chat is meant or all are.
    fn are_meant(&self, id: PeerId, meant: Option<PeerId>) -> bool {
        self.ids.contains(&id) && meant.is_none_or(|meant| meant == id)
    }

    /// Makes sure that there is the chat that is meant.
    fn with(self, meant: Option<PeerId>) -> Result<(), Trouble> {
        match meant {
            Some(id) if !self.ids.contains(&id) => {
                Err(Trouble::NoSuchChat { id, chats: self.peers })
            }
            _ => Ok(()),
        }
    }
}

/// Reads what the database has of an account, of one chat or of all. Without an account named, of
/// the only one.
pub(crate) async fn from_database(
    opened: &Opened,
    account: Option<AccountId>,
    chat: Option<PeerId>,
) -> Result<Vec<Message>> {
    let mut tx = opened.store.read(opened.owner).await?;
    let account = choice::account(&mut tx, account).await?;
    let mut talks = Talks::default();
    for chat in tx.chats(account, usize::MAX).await? {
        talks.add(chat.peer);
    }
    drop(tx);
    let mut messages = Vec::new();
    let mut after = None;
    loop {
        let mut tx = opened.store.read(opened.owner).await?;
        let page = tx.messages_after(account, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.chat, last.id));
        messages.extend(page.into_iter().filter(|message| talks.are_meant(message.chat, chat)));
    }
    talks.with(chat)?;
    Ok(messages)
}
