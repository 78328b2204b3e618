//! The data centres of an account and its authorization keys, in the form grammers asks for and in
//! the form that is stored.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4, SocketAddrV6};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::SessionStore;
use grammers_session::types::{DcOption, PeerId, PeerInfo, UpdateState, UpdatesState};
use grammers_session::{BoxFuture, SessionData};

use crate::Error;

/// First byte of the stored form.
const VERSION: u8 = 1;
/// Data centre, address, port, key.
const RECORD: usize = 4 + 4 + 2 + 256;

/// grammers' view of a session. Its pool asks it for data centres only: peers and the state of
/// updates are kept by [`Peers`](crate::peers::Peers) and by the event queue of the messenger,
/// which store them at their own pace.
pub(crate) struct Session {
    centres: Mutex<DataCentres>,
    custom: Option<SocketAddrV4>,
    /// Where changed keys go; a login has none until it is done.
    store: Option<Arc<dyn SessionStore>>,
}

/// The stored form is: version, home (`i32`), then a record for each data centre that has a key;
/// numbers are little-endian.
struct DataCentres {
    home: i32,
    options: BTreeMap<i32, DcOption>,
}

impl DataCentres {
    fn new() -> Self {
        let known = SessionData::default();
        Self { home: known.home_dc, options: known.dc_options.into_iter().collect() }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        bytes.extend(self.home.to_le_bytes());
        for option in self.options.values() {
            if let Some(key) = option.auth_key {
                bytes.extend(option.id.to_le_bytes());
                bytes.extend(option.ipv4.ip().octets());
                bytes.extend(option.ipv4.port().to_le_bytes());
                bytes.extend(key);
            }
        }
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (&VERSION, bytes) = bytes.split_first()? else {
            return None;
        };
        let (home, bytes) = bytes.split_first_chunk()?;
        let (records, []) = bytes.as_chunks::<RECORD>() else {
            return None;
        };
        let mut centres = Self::new();
        centres.home = i32::from_le_bytes(*home);
        for record in records {
            let (id, rest) = record.split_first_chunk()?;
            let (ip, rest) = rest.split_first_chunk::<4>()?;
            let (port, key) = rest.split_first_chunk()?;
            let id = i32::from_le_bytes(*id);
            let address = SocketAddrV4::new(Ipv4Addr::from(*ip), u16::from_le_bytes(*port));
            centres.options.insert(id, option(id, address, key.try_into().ok()));
        }
        Some(centres)
    }
}

fn option(id: i32, ipv4: SocketAddrV4, auth_key: Option<[u8; 256]>) -> DcOption {
    DcOption {
        id,
        ipv4,
        ipv6: SocketAddrV6::new(ipv4.ip().to_ipv6_mapped(), ipv4.port(), 0, 0),
        auth_key,
    }
}

impl Session {
    /// A session that knows where Telegram is and has no key yet. With `custom`, every data centre
    /// is at that address.
    pub(crate) fn fresh(custom: Option<SocketAddrV4>) -> Self {
        Self { centres: Mutex::new(DataCentres::new()), custom, store: None }
    }

    /// The session that was stored as `keys`; changes go to `store`.
    pub(crate) fn stored(
        keys: &[u8],
        store: Arc<dyn SessionStore>,
        custom: Option<SocketAddrV4>,
    ) -> Result<Self, Error> {
        Ok(Self {
            centres: Mutex::new(DataCentres::from_bytes(keys).ok_or(Error::SessionFormat)?),
            custom,
            store: Some(store),
        })
    }

    /// The form in which the session is stored.
    pub(crate) fn keys(&self) -> Vec<u8> {
        self.lock().to_bytes()
    }

    pub(crate) fn home(&self) -> i32 {
        self.lock().home
    }

    /// Whether every data centre is one of our own.
    pub(crate) fn is_custom(&self) -> bool {
        self.custom.is_some()
    }

    pub(crate) fn has_key(&self, dc_id: i32) -> bool {
        self.lock().options.get(&dc_id).is_some_and(|option| option.auth_key.is_some())
    }

    /// Takes a key that was exchanged outside of grammers.
    pub(crate) fn insert_key(&self, dc_id: i32, address: SocketAddrV4, key: [u8; 256]) {
        self.lock().options.insert(dc_id, option(dc_id, address, Some(key)));
    }

    /// Moves home to another data centre; the key of the former one, which nobody is logged in
    /// with, is forgotten.
    pub(crate) fn move_home(&self, dc_id: i32) {
        let mut centres = self.lock();
        let former = centres.home;
        if let Some(option) = centres.options.get_mut(&former) {
            option.auth_key = None;
        }
        centres.home = dc_id;
    }

    fn lock(&self) -> MutexGuard<'_, DataCentres> {
        self.centres.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl grammers_session::Session for Session {
    type Error = Error;

    fn home_dc_id(&self) -> Result<i32, Error> {
        Ok(self.home())
    }

    fn set_home_dc_id(&self, dc_id: i32) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            self.move_home(dc_id);
            Ok(())
        })
    }

    fn dc_option(&self, dc_id: i32) -> Result<Option<DcOption>, Error> {
        let known = self.lock().options.get(&dc_id).cloned();
        Ok(match self.custom {
            Some(address) => {
                let key = known.and_then(|option| option.auth_key);
                Some(option(dc_id, address, key))
            }
            None => known,
        })
    }

    fn set_dc_option(&self, changed: &DcOption) -> BoxFuture<'_, Result<(), Error>> {
        let address = self.custom.unwrap_or(changed.ipv4);
        let changed = option(changed.id, address, changed.auth_key);
        Box::pin(async move {
            let to_store = {
                let mut centres = self.lock();
                let known = centres.options.get(&changed.id);
                // grammers makes a new key when the server says that it does not know the old one.
                // Nobody is logged in with the new one, and the old one may only be misplaced. Away
                // from home, where files are fetched, the login is carried over again.
                if let Some(key) = known.and_then(|option| option.auth_key)
                    && changed.auth_key != Some(key)
                    && changed.id == centres.home
                {
                    return Err(Error::KeyReplaced);
                }
                let before = centres.to_bytes();
                centres.options.insert(changed.id, changed);
                let after = centres.to_bytes();
                (before != after).then_some(after)
            };
            match (&self.store, to_store) {
                (Some(store), Some(keys)) => Ok(store.save_keys(&keys).await?),
                _ => Ok(()),
            }
        })
    }

    fn peer(&self, _: PeerId) -> BoxFuture<'_, Result<Option<PeerInfo>, Error>> {
        Box::pin(async { Ok(None) })
    }

    fn cache_peer(&self, _: PeerInfo) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async { Ok(()) })
    }

    fn updates_state(&self) -> BoxFuture<'_, Result<UpdatesState, Error>> {
        Box::pin(async { Ok(UpdatesState::default()) })
    }

    fn set_update_state(&self, _: UpdateState) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async { Ok(()) })
    }
}

#[cfg(test)]
mod tests {
    use grammers_session::Session as _;

    use super::*;

    const ADDRESS: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::new(149, 154, 167, 41), 443);

    #[test]
    fn keys_survive_being_stored() {
        let session = Session::fresh(None);
        session.insert_key(4, ADDRESS, [7; 256]);
        session.move_home(4);
        session.insert_key(2, ADDRESS, [9; 256]);
        let bytes = session.keys();
        assert_eq!(bytes.len(), 5 + 2 * RECORD);

        let restored = DataCentres::from_bytes(&bytes).unwrap();
        assert_eq!(restored.home, 4);
        assert_eq!(restored.options[&4].auth_key, Some([7; 256]));
        assert_eq!(restored.options[&4].ipv4, ADDRESS);
        assert_eq!(restored.options[&2].auth_key, Some([9; 256]));
        assert_eq!(restored.options[&1].auth_key, None);
    }

    #[test]
    fn damaged_or_newer_keys_are_refused() {
        let session = Session::fresh(None);
        session.insert_key(2, ADDRESS, [7; 256]);
        let bytes = session.keys();
        let mut newer = bytes.clone();
        newer[0] = VERSION + 1;
        for broken in [&[][..], &[VERSION], &bytes[..bytes.len() - 1], &newer] {
            assert!(DataCentres::from_bytes(broken).is_none());
        }
    }

    #[test]
    fn moving_home_forgets_the_key_nobody_is_logged_in_with() {
        let session = Session::fresh(None);
        session.insert_key(session.home(), ADDRESS, [7; 256]);
        session.move_home(5);
        assert!(!session.has_key(2));
        assert_eq!(session.home(), 5);
    }

    #[test]
    fn a_custom_data_centre_is_every_data_centre() {
        let custom = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 4430);
        let session = Session::fresh(Some(custom));
        session.insert_key(2, custom, [7; 256]);
        for dc_id in [1, 2, 5, 203] {
            let option = session.dc_option(dc_id).unwrap().unwrap();
            assert_eq!(option.ipv4, custom);
            assert_eq!(option.auth_key.is_some(), dc_id == 2);
        }
    }

    #[tokio::test]
    async fn the_key_of_home_is_never_replaced() {
        let session = Session::fresh(None);
        let home = session.home();
        let first = option(home, ADDRESS, Some([8; 256]));
        session.set_dc_option(&first).await.unwrap();
        session.set_dc_option(&first).await.unwrap();
        let other = option(home, ADDRESS, Some([9; 256]));
        let error = session.set_dc_option(&other).await.unwrap_err();
        assert!(matches!(error, Error::KeyReplaced));
        assert_eq!(session.dc_option(home).unwrap().unwrap().auth_key, Some([8; 256]));

        for key in [[8; 256], [9; 256]] {
            let away = option(home + 1, ADDRESS, Some(key));
            session.set_dc_option(&away).await.unwrap();
            assert_eq!(session.dc_option(home + 1).unwrap().unwrap().auth_key, Some(key));
        }
    }
}
