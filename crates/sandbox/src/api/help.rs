//! `help.*`: what clients ask before anything else.

use std::net::IpAddr;

use grammers_tl_types::{enums, functions::help, types};

use super::error::RpcError;
use super::{Call, Method};
use crate::state::accounts::DATA_CENTRES;
use crate::state::messages::{EDIT_TIME, MAX_CAPTION, MAX_TEXT};
use crate::state::{Key, TEST_DC};

/// Where a client is that named no data centre.
const DEFAULT_DC: i32 = 2;
const COUNTRY: &str = "NL";
/// How long a client may keep what it was told, in seconds.
const CONFIG_LIFETIME: i32 = 3600;

impl Call<'_> {
    /// The data centre that the client named when it made its key.
    fn dialled(&self) -> i32 {
        let now = self.now();
        self.server.read().key(self.key(), now).map_or(0, |key| key.dc)
    }

    fn this_dc(&self) -> i32 {
        let now = self.now();
        let state = self.server.read();
        state.key(self.key(), now).and_then(Key::named_dc).unwrap_or(DEFAULT_DC)
    }
}

impl Method for help::GetConfig {
    fn answer(self, call: &Call<'_>) -> Result<enums::Config, RpcError> {
        let now = call.now();
        let address = call.server.address;
        // All are this process.
        let dc_options = DATA_CENTRES.map(|id| {
            enums::DcOption::Option(types::DcOption {
                ipv6: matches!(address.ip(), IpAddr::V6(_)),
                media_only: false,
                tcpo_only: false,
                cdn: false,
                // Clients that keep a list of their own take only these.
                r#static: true,
                this_port_only: true,
                id,
                ip_address: address.ip().to_string(),
                port: address.port().into(),
                secret: None,
            })
        });
        Ok(enums::Config::Config(types::Config {
            default_p2p_contacts: false,
            preload_featured_stickers: false,
            revoke_pm_inbox: true,
            blocked_mode: false,
            force_try_ipv6: false,
            date: now,
            expires: now.saturating_add(CONFIG_LIFETIME),
            test_mode: call.dialled().wrapping_abs() > TEST_DC,
            this_dc: call.this_dc(),
            dc_options: dc_options.collect(),
            dc_txt_domain_name: String::new(),
            chat_size_max: 200,
            megagroup_size_max: 200_000,
            forwarded_count_max: 100,
            online_update_period_ms: 210_000,
            offline_blur_timeout_ms: 5_000,
            offline_idle_timeout_ms: 30_000,
            online_cloud_timeout_ms: 300_000,
            notify_cloud_delay_ms: 30_000,
            notify_default_delay_ms: 1_500,
            push_chat_period_ms: 60_000,
            push_chat_limit: 2,
            edit_time_limit: EDIT_TIME,
            revoke_time_limit: i32::MAX,
            revoke_pm_time_limit: i32::MAX,
            rating_e_decay: 2_419_200,
            stickers_recent_limit: 200,
            channels_read_media_period: 604_800,
            tmp_sessions: None,
            call_receive_timeout_ms: 20_000,
            call_ring_timeout_ms: 90_000,
            call_connect_timeout_ms: 30_000,
            call_packet_timeout_ms: 10_000,
            me_url_prefix: "https://t.me/".to_owned(),
            autoupdate_url_prefix: None,
            gif_search_username: None,
            venue_search_username: None,
            img_search_username: None,
            static_maps_provider: None,
            caption_length_max: MAX_CAPTION as i32,
            message_length_max: MAX_TEXT as i32,
            webfile_dc_id: call.this_dc(),
            suggested_lang_code: None,
            lang_pack_version: None,
            base_lang_pack_version: None,
            reactions_default: None,
            autologin_token: None,
        }))
    }
}

impl Method for help::GetNearestDc {
    fn answer(self, call: &Call<'_>) -> Result<enums::NearestDc, RpcError> {
        let this_dc = call.this_dc();
        let country = COUNTRY.to_owned();
        Ok(types::NearestDc { country, this_dc, nearest_dc: this_dc }.into())
    }
}

impl Method for help::GetAppConfig {
    fn answer(self, _: &Call<'_>) -> Result<enums::help::AppConfig, RpcError> {
        let config = types::JsonObject { value: Vec::new() }.into();
        Ok(types::help::AppConfig { hash: 0, config }.into())
    }
}

impl Method for help::GetTermsOfServiceUpdate {
    fn answer(self, call: &Call<'_>) -> Result<enums::help::TermsOfServiceUpdate, RpcError> {
        let expires = call.now().saturating_add(CONFIG_LIFETIME);
        Ok(types::help::TermsOfServiceUpdateEmpty { expires }.into())
    }
}
