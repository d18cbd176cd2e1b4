using System.Text.Json.Nodes;

namespace PackageBilling.Host;

/// <summary>What the fields of the examples hold, by their names: one carrier's day,
/// the same in every operation.</summary>
internal static class ExampleValues
{
    private const string Line = "acme-main-number.recurring.2026-02-28.1,charged,false,acme,12125550100,"
        + "acme-main-number,did-us,recurring,2026-02-28,1,2.50,0.80,2.50,0.80,true,false,USD,,,,,";

    private const string LineHeader =
        "chargeId,outcome,again,customerId,did,assignmentId,packageId,kind,date,quantity,unitRetail,unitCost,retail,"
            + "cost,debitsCredit,insufficientCredit,currency,reason,spend,intervalFrom,intervalTo,"
            + "activeDays,priceFrom,corrects";

    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["customerId"] = "acme", ["packageId"] = "did-us", ["assignmentId"] = "acme-main-number",
        ["did"] = "12125550100",
        ["chargeId"] = "acme-main-number.recurring.2026-02-28.1", ["runId"] = "0199a6d2c5b07f5e8a41b1f6f0a3c9d2",
        ["keyId"] = "0199a6d2c5b07f5e8a41b1f6f0a3c9d3",
        ["reconciliationId"] = "0199a6d2c5b07f5e8a41b1f6f0a3c9d6", ["source"] = "switch-1",
        ["closingId"] = "0199a6d2c5b07f5e8a41b1f6f0a3c9d5", ["number"] = "INV-2026-000123",
        ["key"] = "pb_4Xk9", ["callId"] = "switch-1-48213", ["reference"] = "wire-1",
        ["name"] = "Acme Telecom", ["currency"] = "USD",
        ["timeZone"] = "America/New_York", ["destination"] = "442079460000", ["reason"] = "asked for by the customer",
        ["actor"] = "switch-1", ["actorKeyId"] = "0199a6d2c5b07f5e8a41b1f6f0a3c9d3",
        ["description"] = "A number in the United States", ["frequency"] = "monthly",
        ["platformFeature"] = "fraud-guard", ["feature"] = "fraud-guard", ["type"] = "standard",
        ["startDate"] = "2026-01-31", ["effectiveFrom"] = "2026-03-01",
        ["head"] = "s12.9f2c1e6a4b8d7035c1a2e3f4b5d697889f2c1e6a4b8d7035c1a2e3f4b5d69788",
        ["url"] = "https://billing.example.com/hooks", ["secret"] = "at least sixteen characters",
        ["webhookId"] = "0199a6d2c5b07f5e8a41b1f6f0a3c9d4",
        ["retail"] = "2.50", ["unitRetail"] = "2.50", ["cost"] = "0.80", ["unitCost"] = "0.80", ["margin"] = "1.70",
        ["debited"] = "2.50", ["credit"] = "10.00",
        ["creditLimit"] = "20.00", ["available"] = "30.00", ["accrued"] = "0.00", ["creditBefore"] = "10.00",
        ["creditAfter"] = "7.50", ["broughtForward"] = "10.00", ["engineVersion"] = "1",
    };

    /// <summary>The value of a field of this name; null when nothing special is known of it.</summary>
    public static JsonNode? Of(string name) => Texts.TryGetValue(name, out var text) ? text : null;

    /// <summary>An answer that is not JSON, as text; null for JSON.</summary>
    public static JsonNode? OfText(string? operation, string contentType) => contentType.Split(';')[0] switch
    {
        "text/csv" when operation?.Contains("Statement", StringComparison.Ordinal) == true =>
            "customerId,currency,on,kind,amount,creditAfter,reference,reason,date\n"
                + "acme,USD,2026-03-01,recurring,-2.50,7.50,acme-main-number.recurring.2026-02-28.1,,2026-02-28\n",
        "text/csv" when operation?.Contains("Log", StringComparison.Ordinal) == true =>
            "position,id,streamId,version,type,recordedAt,actor,actorKeyId,reason,correlationId,causationId,data\n"
                + "1,0199a6d2-c5b0-7f5e-8a41-b1f6f0a3c9d2,customer-acme,1,customer_registered,2026-01-30T12:00:00Z,"
                + "switch-1,0199a6d2c5b07f5e8a41b1f6f0a3c9d3,,,,\"{}\"\n",
        "text/csv" when operation?.Contains("Reconciliation", StringComparison.Ordinal) == true =>
            "number,kind,isNew,did,packageId,listedCustomerId,customerId,assignmentId,listedQuantity,quantity,billed,"
                + "cost,difference,currency,assignment,assign\n"
                + "1,notBilled,true,12125550199,,acme,,,,,,,,,,/api/customers/acme/packages\n",
        "text/csv" => $"{LineHeader}\n{Line}\n",
        "application/x-ndjson" => "{\"chargeId\":\"acme-main-number.recurring.2026-02-28.1\",\"outcome\":\"charged\","
            + "\"customerId\":\"acme\",\"retail\":\"2.50\"}\n",
        "text/plain" => "packagebilling_log_tail 1024\n",
        "text/event-stream" => "event: progress\ndata: {}\n\n",
        _ => null,
    };
}
