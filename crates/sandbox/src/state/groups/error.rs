//! Why a group stays as it is.

/// Why a group is not made or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GroupError {
    /// There is no such account or group.
    #[error("there is no such account or group")]
    NoSuchPeer,
    /// The title is empty or longer than 128 characters.
    #[error("a title has 1 to 128 characters")]
    TitleInvalid,
    /// What the group says of itself is longer than 255 characters.
    #[error("a group says at most 255 characters of itself")]
    AboutTooLong,
    /// The person is a member already.
    #[error("this person is a member already")]
    AlreadyMember,
    /// The bot's owner lets it into no groups.
    #[error("the bot does not join groups")]
    BotJoinsNone,
    /// The person is no member.
    #[error("this person is no member")]
    NotMember,
    /// Only the creator may do this.
    #[error("only the creator may do this")]
    NotAllowed,
    /// The group has that title already.
    #[error("the group has that title already")]
    NotModified,
    /// Only supergroups have usernames.
    #[error("only a supergroup has a username")]
    NoUsername,
    /// The username is not 4 to 32 Latin letters, digits and underscores.
    #[error("a username is 4 to 32 Latin letters, digits and underscores")]
    UsernameInvalid,
    /// The supergroup has that username already.
    #[error("the supergroup has that username already")]
    UsernameNotModified,
    /// The username is taken.
    #[error("the username is taken")]
    UsernameTaken,
}
