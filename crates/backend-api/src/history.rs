//! What was done to a cluster, as AWS's own record (CloudTrail) has it.

use cloudhsm_api::{Operation, Timestamp};

use crate::{
    Source,
    wire::{closed_enum, wire_struct},
};

wire_struct! {
    /// What was done to a cluster, its HSMs and its backups, and how far that is known.
    History {
        /// The region of the cluster.
        region: String = "region",
        /// The cluster.
        cluster_id: String = "clusterId",
        /// What came of asking CloudTrail; `failed` if it is so for some of the operations.
        source: Source = "source",
        /// How many days AWS's record goes back.
        days: u32 = "days",
        /// Whether the backend is still asking: CloudTrail answers two calls a second for the whole
        /// account and region. Ask again, and there is more.
        asking: bool = "asking",
        /// Whether all operations were answered, as far back as the record goes. Only then does an empty
        /// list say that nothing was done.
        complete: bool = "complete",
        /// What was asked for, operation by operation.
        operations: Vec<AskedOperation> = "operations",
        /// How many events of the region don’t say what they are about: some may be of this cluster.
        unmatched: u32 = "unmatched",
        /// The calls, newest first; `null` until CloudTrail answered for at least one operation.
        events: Option<Vec<HistoryEvent>> = "events",
    }
}

closed_enum! {
    /// How far it is known who called an operation.
    AskedStatus {
        /// As far back as the record goes.
        Answered = "answered",
        /// Only back to some time: there are more events than the backend asks for.
        CutOff = "cut-off",
        /// Not asked yet.
        Pending = "pending",
        /// CloudTrail did not answer, or not as it should.
        Failed = "failed",
    }
}

wire_struct! {
    /// An operation that CloudTrail is asked for.
    AskedOperation {
        /// The operation.
        name: Operation = "name",
        /// How far it is known who called it.
        status: AskedStatus = "status",
        /// The oldest event that was read, if it is cut off.
        back_to: Option<Timestamp> = "backTo",
        /// Why it is not known.
        message: Option<String> = "message",
    }
}

wire_struct! {
    /// One call. What AWS’s record doesn’t say is `null`.
    HistoryEvent {
        /// AWS’s ID of the event.
        id: Option<String> = "id",
        /// When it was.
        time: Option<Timestamp> = "time",
        /// The operation that was called.
        operation: String = "operation",
        /// The ARN of who called, else the user’s name.
        who: Option<String> = "who",
        /// What that is, in AWS’s words: `AssumedRole`, `IAMUser`, `Root`, ….
        who_type: Option<String> = "whoType",
        /// The access key ID that signed the call; never its secret.
        access_key_id: Option<String> = "accessKeyId",
        /// The address that it came from, or the service of AWS.
        source_ip: Option<String> = "sourceIp",
        /// The program that called.
        user_agent: Option<String> = "userAgent",
        /// AWS’s name of its refusal; `null` if AWS carried it out.
        error_code: Option<String> = "errorCode",
        /// The refusal, in AWS’s words.
        error_message: Option<String> = "errorMessage",
        /// AWS’s request ID.
        request_id: Option<String> = "requestId",
        /// The clusters, HSMs and backups that it names.
        ids: Vec<String> = "ids",
    }
}
