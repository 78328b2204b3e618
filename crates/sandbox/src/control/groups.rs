//! Groups and supergroups: making them, and who is in them.

use serde::{Deserialize, Serialize};

use super::{Control, find_peer, ids};
use crate::Error;
use crate::state::groups::{Founding, GroupError};
use crate::state::{Event, Peer, State};

/// A group to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewGroup {
    /// Its title.
    pub title: String,
    /// Who makes it.
    pub creator: String,
    /// Who else is in it.
    #[serde(default)]
    pub members: Vec<String>,
    /// Whether it is a supergroup.
    #[serde(default)]
    pub supergroup: bool,
    /// A supergroup's public name, with or without `@`.
    pub username: Option<String>,
}

/// A group as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupInfo {
    /// Its number, which is negative: below -10^12 for a supergroup.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Whether it is a supergroup.
    pub supergroup: bool,
    /// A supergroup's public name, without `@`.
    pub username: Option<String>,
    /// The user id of the one who made it.
    pub creator: i64,
    /// The user ids of all who are in it.
    pub members: Vec<i64>,
}

impl Control {
    /// Makes a group, with the note of it in its chat.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Group`] if it cannot be made so.
    pub fn create_group(&self, new: &NewGroup) -> Result<GroupInfo, Error> {
        let date = self.server.now();
        let mut writing = self.server.write();
        let [creator] = ids(writing.state(), [&new.creator])?;
        let members = new.members.iter().map(|member| Ok(ids(writing.state(), [member])?[0]));
        let mut members = members.collect::<Result<Vec<_>, Error>>()?;
        members.retain(|member| *member != creator);
        let username = new.username.as_deref().filter(|name| !name.is_empty());
        let founding = Founding {
            title: new.title.clone(),
            about: String::new(),
            creator,
            members,
            is_supergroup: new.supergroup,
            username: username.map(|name| name.trim_start_matches('@').to_owned()),
            date,
        };
        let (peer, events) = writing.state().found(founding)?;
        writing.commit(events, None)?;
        info(writing.state(), peer)
    }

    /// All groups, in the order in which they were made.
    pub fn groups(&self) -> Vec<GroupInfo> {
        let state = self.server.read();
        let groups = state.groups().filter_map(|(peer, _)| info(&state, peer).ok());
        groups.collect()
    }

    /// Takes somebody into a group: `by` invites, or comes himself.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Group`] if that cannot be.
    pub fn add_member(&self, group: &str, by: &str, member: &str) -> Result<GroupInfo, Error> {
        let date = self.server.now();
        self.change_group(group, [by, member], |state, peer, [by, member]| {
            state.add_members(peer, by, vec![member], date)
        })
    }

    /// Takes somebody out of a group: `by` removes, or leaves himself.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Group`] if that cannot be.
    pub fn remove_member(&self, group: &str, by: &str, member: &str) -> Result<GroupInfo, Error> {
        let date = self.server.now();
        self.change_group(group, [by, member], |state, peer, [by, member]| {
            state.remove_member(peer, by, member, date)
        })
    }

    /// Changes a group.
    fn change_group(
        &self,
        group: &str,
        who: [&str; 2],
        change: impl FnOnce(&State, Peer, [i64; 2]) -> Result<Vec<Event>, GroupError>,
    ) -> Result<GroupInfo, Error> {
        let mut writing = self.server.write();
        let peer = find_peer(writing.state(), group)?;
        let who = ids(writing.state(), who)?;
        let events = change(writing.state(), peer, who)?;
        writing.commit(events, None)?;
        info(writing.state(), peer)
    }
}

fn info(state: &State, peer: Peer) -> Result<GroupInfo, Error> {
    let group = state.group(peer).ok_or(GroupError::NoSuchPeer)?;
    Ok(GroupInfo {
        id: peer.into(),
        title: group.title.clone(),
        supergroup: peer.channel().is_some(),
        username: group.username.clone(),
        creator: group.creator,
        members: group.members.keys().copied().collect(),
    })
}
