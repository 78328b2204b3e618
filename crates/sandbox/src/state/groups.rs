//! Groups: basic ones, whose messages every member has a copy of, and
//! supergroups, which have one box for all.

mod error;

use std::collections::{BTreeMap, BTreeSet};

use super::event::Sent;
use super::mailbox::Mailbox;
use super::post::{Action, Content};
use super::{ChannelId, Event, GroupId, MessageId, Peer, State, UserId};
pub use error::GroupError;

/// The first ids that are given.
const FIRST_GROUP: GroupId = 5_000_000_001;
const FIRST_CHANNEL: ChannelId = 2_000_000_001;
/// The longest title, in characters.
const MAX_TITLE: usize = 128;
/// The most that a group says of itself, in characters.
const MAX_ABOUT: usize = 255;

/// A group or a supergroup.
pub(crate) struct Group {
    pub(crate) title: String,
    /// What it says of itself.
    pub(crate) about: String,
    pub(crate) creator: UserId,
    /// Unix seconds.
    pub(crate) date: i32,
    /// A supergroup's public name, without the `@`.
    pub(crate) username: Option<String>,
    pub(crate) members: BTreeMap<UserId, Member>,
    /// How often its members changed.
    pub(crate) version: i32,
    /// The messages of a supergroup. Empty for a basic group.
    pub(crate) mailbox: Mailbox,
    /// When something was last written, edited or deleted in a supergroup, in
    /// Unix seconds.
    pub(crate) changed_at: i32,
}

/// Somebody in a group.
pub(crate) struct Member {
    pub(crate) inviter: UserId,
    /// Since when, in Unix seconds.
    pub(crate) date: i32,
    /// Up to here he has read a supergroup's messages.
    pub(crate) read_inbox: MessageId,
}

/// A group to be made.
pub(crate) struct Founding {
    pub(crate) title: String,
    pub(crate) about: String,
    pub(crate) creator: UserId,
    pub(crate) members: Vec<UserId>,
    pub(crate) is_supergroup: bool,
    pub(crate) username: Option<String>,
    /// Unix seconds.
    pub(crate) date: i32,
}

impl State {
    /// A group or supergroup.
    pub(crate) fn group(&self, peer: Peer) -> Option<&Group> {
        self.groups.get(&peer)
    }

    /// All groups and supergroups, as they were made.
    pub(crate) fn groups(&self) -> impl Iterator<Item = (Peer, &Group)> {
        self.group_order.iter().filter_map(|peer| Some((*peer, self.group(*peer)?)))
    }

    /// Whether somebody is in a group.
    pub(crate) fn is_member(&self, peer: Peer, user: UserId) -> bool {
        self.group(peer).is_some_and(|group| group.members.contains_key(&user))
    }

    /// The supergroup with a username, with or without its `@`, in any case.
    pub(crate) fn channel_by_username(&self, username: &str) -> Option<Peer> {
        let name = username.strip_prefix('@').unwrap_or(username);
        let is_it = |group: &Group| {
            group.username.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(name))
        };
        self.groups().find(|(_, group)| is_it(group)).map(|(peer, _)| peer)
    }

    /// Makes a group, with the note of it with which its chat begins.
    pub(crate) fn found(&self, founding: Founding) -> Result<(Peer, [Event; 2]), GroupError> {
        let Founding { title, about, creator, members, is_supergroup, username, date } = founding;
        let title = title_of(&title)?;
        if about.chars().count() > MAX_ABOUT {
            return Err(GroupError::AboutTooLong);
        }
        if let Some(name) = &username {
            if !is_supergroup {
                return Err(GroupError::NoUsername);
            }
            self.check_group_name(name)?;
        }
        if members.iter().chain([&creator]).any(|member| self.account(*member).is_none()) {
            return Err(GroupError::NoSuchPeer);
        }
        members.iter().try_for_each(|member| self.check_joins(*member))?;
        let made = self.group_order.iter().filter(|peer| peer.channel().is_some() == is_supergroup);
        let number = made.count() as i64;
        let everybody: BTreeSet<UserId> = members.iter().copied().chain([creator]).collect();
        let (peer, action) = if is_supergroup {
            let action = Action::ChannelCreated { title: title.clone() };
            (Peer::Channel(FIRST_CHANNEL + number), action)
        } else {
            let members = everybody.iter().copied().collect();
            let action = Action::GroupCreated { title: title.clone(), members };
            (Peer::Group(FIRST_GROUP + number), action)
        };
        let note = self.note(peer, creator, action, date, everybody);
        let made = Event::GroupCreated { peer, title, creator, members, username, about, date };
        Ok((peer, [made, note]))
    }

    /// Gives a group another title, with the note of it.
    pub(crate) fn rename(
        &self,
        peer: Peer,
        by: UserId,
        title: &str,
        date: i32,
    ) -> Result<Vec<Event>, GroupError> {
        let group = self.group(peer).ok_or(GroupError::NoSuchPeer)?;
        if group.creator != by {
            return Err(GroupError::NotAllowed);
        }
        let title = title_of(title)?;
        if title == group.title {
            return Err(GroupError::NotModified);
        }
        let action = Action::Renamed { title: title.clone() };
        let note = self.note(peer, by, action, date, group.members.keys().copied());
        Ok(vec![Event::GroupRenamed { peer, title }, note])
    }

    /// Gives a supergroup another username, or takes it away.
    pub(crate) fn set_group_username(
        &self,
        peer: Peer,
        by: UserId,
        username: Option<String>,
    ) -> Result<Event, GroupError> {
        let group = self.group(peer).ok_or(GroupError::NoSuchPeer)?;
        if group.creator != by {
            return Err(GroupError::NotAllowed);
        }
        if username == group.username {
            return Err(GroupError::UsernameNotModified);
        }
        if let Some(name) = &username {
            let is_own = |own: &String| own.eq_ignore_ascii_case(name);
            if !group.username.as_ref().is_some_and(is_own) {
                self.check_group_name(name)?;
            }
        }
        Ok(Event::GroupUsernameSet { peer, username })
    }

    fn check_group_name(&self, name: &str) -> Result<(), GroupError> {
        if !super::accounts::is_username(name) {
            return Err(GroupError::UsernameInvalid);
        }
        if self.by_username(name).is_some() || self.channel_by_username(name).is_some() {
            return Err(GroupError::UsernameTaken);
        }
        Ok(())
    }

    /// Takes people into a group, with one note of it. Who is in it already is
    /// passed over, unless all are; if one of them cannot come, nobody does.
    pub(crate) fn add_members(
        &self,
        peer: Peer,
        by: UserId,
        mut members: Vec<UserId>,
        date: i32,
    ) -> Result<Vec<Event>, GroupError> {
        let group = self.group(peer).ok_or(GroupError::NoSuchPeer)?;
        if members.iter().any(|member| self.account(*member).is_none()) {
            return Err(GroupError::NoSuchPeer);
        }
        let mut seen = BTreeSet::new();
        members.retain(|member| !group.members.contains_key(member) && seen.insert(*member));
        if members.is_empty() {
            return Err(GroupError::AlreadyMember);
        }
        members.iter().try_for_each(|member| self.check_joins(*member))?;
        // Into a supergroup with a name everybody may bring himself.
        let joins = members == [by] && group.username.is_some();
        if !joins && !group.members.contains_key(&by) {
            return Err(GroupError::NotMember);
        }
        let all = group.members.keys().copied().chain(seen);
        let action = Action::MembersAdded { members: members.clone() };
        let note = self.note(peer, by, action, date, all);
        let added = |member| Event::MemberAdded { peer, member, inviter: by, date };
        Ok(members.into_iter().map(added).chain([note]).collect())
    }

    fn check_joins(&self, member: UserId) -> Result<(), GroupError> {
        let stays_out = self.bot(member).is_some_and(|bot| !bot.settings.joins_groups);
        if stays_out { Err(GroupError::BotJoinsNone) } else { Ok(()) }
    }

    /// Takes somebody out of a group, or lets him leave, with the note of it
    /// first: it is the last that he sees.
    pub(crate) fn remove_member(
        &self,
        peer: Peer,
        by: UserId,
        member: UserId,
        date: i32,
    ) -> Result<Vec<Event>, GroupError> {
        let group = self.group(peer).ok_or(GroupError::NoSuchPeer)?;
        if !group.members.contains_key(&member) {
            return Err(GroupError::NotMember);
        }
        if by != member && by != group.creator {
            return Err(GroupError::NotAllowed);
        }
        let action = Action::MemberRemoved { member };
        let note = self.note(peer, by, action, date, group.members.keys().copied());
        Ok(vec![note, Event::MemberRemoved { peer, member }])
    }

    /// The note of what happens to a group, for those who see it. It is made
    /// together with the change that it tells of, so that neither is ever there
    /// without the other.
    fn note(
        &self,
        peer: Peer,
        from: UserId,
        action: Action,
        date: i32,
        readers: impl IntoIterator<Item = UserId>,
    ) -> Event {
        let next = |owner| self.box_of(owner).next_id();
        let (sender_copy, group_copies) = if peer.channel().is_some() {
            (None, vec![(peer, next(peer))])
        } else {
            let others = readers.into_iter().filter(|reader| *reader != from).map(Peer::User);
            let copies = others.map(|owner| (owner, next(owner))).collect();
            (Some(next(Peer::User(from))), copies)
        };
        Event::MessageSent(Sent {
            from,
            to: peer,
            date,
            content: Content::action(action),
            random_id: None,
            sender_copy,
            receiver_copy: None,
            group_copies,
            reply_to: None,
        })
    }

    /// Notes when the box of a supergroup last changed.
    pub(super) fn has_changed(&mut self, owner: Peer, date: i32) {
        if let Some(group) = self.groups.get_mut(&owner) {
            group.changed_at = group.changed_at.max(date);
        }
    }

    pub(super) fn apply_group_created(&mut self, event: &Event) {
        let Event::GroupCreated { peer, title, creator, members, username, about, date } = event
        else {
            return;
        };
        let group = Group {
            title: title.clone(),
            about: about.clone(),
            creator: *creator,
            date: *date,
            username: username.clone(),
            members: BTreeMap::new(),
            version: 1,
            mailbox: Mailbox::default(),
            changed_at: *date,
        };
        self.group_order.push(*peer);
        self.groups.insert(*peer, group);
        for member in members.iter().chain([creator]) {
            self.apply_member_added(*peer, *member, *creator, *date);
        }
    }

    pub(super) fn apply_member_added(
        &mut self,
        peer: Peer,
        member: UserId,
        inviter: UserId,
        date: i32,
    ) {
        if let Some(group) = self.groups.get_mut(&peer) {
            group.version += 1;
            // What was said before him is nothing new to him.
            let read_inbox = group.mailbox.next_id() - 1;
            group.members.insert(member, Member { inviter, date, read_inbox });
        }
        if peer.channel().is_some() {
            self.change(member, |account| account.channels.insert(peer));
        }
    }

    pub(super) fn apply_member_removed(&mut self, peer: Peer, member: UserId) {
        if let Some(group) = self.groups.get_mut(&peer) {
            group.version += 1;
            group.members.remove(&member);
        }
        self.change(member, |account| account.channels.remove(&peer));
    }
}

fn title_of(title: &str) -> Result<String, GroupError> {
    let title = title.trim();
    if title.is_empty() || title.chars().count() > MAX_TITLE {
        return Err(GroupError::TitleInvalid);
    }
    Ok(title.to_owned())
}
