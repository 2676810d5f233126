//! Standing: what does a node tell of itself and of its cluster?

use crate::fault::Call;
use crate::node::Caller;
use crate::record::structured;
use crate::streams::AtNode;
use crate::wire::Empty;
use crate::wire::gossip::gossip_server::Gossip;
use crate::wire::gossip::{Cluster, EndPoint, Member, member::State};
use crate::wire::server_features::server_features_server::ServerFeatures;
use crate::wire::server_features::{SupportedMethod, SupportedMethods};
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// The methods that can be called here, as the server writes them.
const METHODS: [(&str, &str); 6] = [
    ("read", "event_store.client.streams.streams"),
    ("append", "event_store.client.streams.streams"),
    ("delete", "event_store.client.streams.streams"),
    ("tombstone", "event_store.client.streams.streams"),
    ("read", "event_store.client.gossip.gossip"),
    ("getsupportedmethods", "event_store.client.server_features.serverfeatures"),
];
const TICKS_PER_SECOND: u64 = 10_000_000;

#[tonic::async_trait]
impl ServerFeatures for AtNode {
    async fn get_supported_methods(
        &self,
        request: Request<Empty>,
    ) -> Result<Response<SupportedMethods>, Status> {
        let admitted = self.0.admit(Call::Features, Caller::of(&request), false).await?;
        let methods = METHODS.map(|(method, service)| SupportedMethod {
            method_name: method.to_owned(),
            service_name: service.to_owned(),
            features: vec![],
        });
        admitted.answered().await;
        Ok(Response::new(SupportedMethods {
            methods: methods.to_vec(),
            event_store_server_version: self.0.version.clone(),
        }))
    }
}

#[tonic::async_trait]
impl Gossip for AtNode {
    async fn read(&self, request: Request<Empty>) -> Result<Response<Cluster>, Status> {
        let admitted = self.0.admit(Call::Gossip, Caller::of(&request), false).await?;
        let roles = &self.0.shared.roles;
        let leader = roles.leader();
        let now = self.0.shared.log().clock.ticks() / TICKS_PER_SECOND;
        let members = roles.members().into_iter().enumerate().map(|(place, it)| Member {
            instance_id: Some(structured(Uuid::from_u64_pair(0, place as u64 + 1))),
            time_stamp: i64::try_from(now).unwrap_or(i64::MAX),
            state: if place == leader { State::Leader } else { State::Follower }.into(),
            is_alive: it.alive,
            http_end_point: Some(EndPoint {
                address: it.address.ip().to_string(),
                port: it.address.port().into(),
            }),
        });
        let members = members.collect();
        admitted.answered().await;
        Ok(Response::new(Cluster { members }))
    }
}
