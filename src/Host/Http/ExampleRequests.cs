using System.Text.Json.Nodes;

namespace PackageBilling.Host;

/// <summary>Requests that are written out, because their fields depend on each other.</summary>
internal static class ExampleRequests
{
    private static readonly Dictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        ["DefinePackage"] = """
            {"packageId":"did-us","name":"DID United States","retail":"2.50","cost":"0.80","setupRetail":"1",
            "frequency":"monthly","frequencyMatch":[31]}
            """,
        ["RevisePackage"] = """
            {"name":"DID United States","retail":"2.75","cost":"0.80","setupRetail":"1",
            "frequency":"monthly","frequencyMatch":[31],"effectiveFrom":"2026-03-01"}
            """,
        ["RegisterCustomer"] =
            """{"customerId":"acme","name":"Acme Telecom","timeZone":"America/New_York","creditLimit":"20"}""",
        ["EditCustomer"] = """{"creditLimit":"50"}""",
        ["ChangeBilling"] = """
            {"name":"Acme Telecom Inc.","address":["350 Fifth Avenue","New York, NY 10118"],
            "email":"billing@acme.example","taxId":"12-3456789","paymentTermsDays":14}
            """,
        ["ChangeTaxRates"] = """
            {"effectiveFrom":"2026-01-01","rates":[{"name":"State tax","percent":"4"},
            {"name":"City tax","percent":"4.875"}]}
            """,
        ["AssignPackage"] = """
            {"assignmentId":"acme-main-number","packageId":"did-us","did":"+12125550100","startDate":"2026-01-31",
            "autoDecrementCredit":true}
            """,
        ["AssignMany"] =
            """{"dids":["+12125550101","+12125550102"],"packageId":"did-us","startDate":"2026-01-31"}""",
        ["SwapPackage"] = """{"packageId":"did-us-pro","on":"2026-04-01"}""",
        ["RepricePackages"] = """
            {"filter":{"search":"did"},"percent":"5","rounding":"0.05","effectiveFrom":"2026-04-01","simulate":true}
            """,
        ["ChangeAssignment"] = """{"quantity":2,"effectiveFrom":"2026-03-01"}""",
        ["EndAssignment"] = """{"endDate":"2026-06-30"}""",
        ["PauseAssignment"] = """{"from":"2026-04-01"}""",
        ["ResumeAssignment"] = """{"on":"2026-05-01"}""",
        ["AcknowledgeFeature"] = """{"outcome":"enabled","detail":"order 7 is done"}""",
        ["ReleaseDid"] = """{"date":"2026-06-30"}""",
        ["ReceivePayment"] = """{"amount":"10","reference":"wire-1"}""",
        ["AdjustCredit"] = """{"amount":"-2.50","reason":"a payment that was returned"}""",
        ["SetCreditThreshold"] = """{"threshold":"5"}""",
        ["ReverseLine"] = """{"reason":"billed in error"}""",
        ["ReverseRun"] = """{"simulate":true}""",
        ["MarkInvoiced"] = """{"customerId":"acme","to":"2026-02-28","reference":"INV-2026-02"}""",
        ["ClosePeriod"] = """{"through":"2026-02-28","simulate":true}""",
        ["SendInvoice"] = """{"to":"billing@example.com"}""",
        ["CreditInvoice"] = """{"reason":"billed in error"}""",
        // Each record of NDJSON is one line.
        ["RecordUsage"] = """
            [{"callId":"switch-1-48213","customerId":"acme","destination":"442079460000",
            "startedAt":"2026-02-28T18:30:00Z","billedSeconds":60,"amount":"0.02"}]
            """.ReplaceLineEndings(""),
        ["VoidCalls"] = """{"customerId":"acme","from":"2026-02-01","to":"2026-02-28","simulate":true}""",
        ["RerateCalls"] = """{"customerId":"acme","from":"2026-02-01","to":"2026-02-28","simulate":true}""",
        ["EraseCustomer"] = """{"reason":"asked for by the customer"}""",
        ["EraseCalls"] = """{"before":"2025-07-01","reason":"retention"}""",
        ["RunPackage"] = """{"date":"2026-02-28","simulate":true}""",
        ["StartChargeRun"] = """{"date":"2026-02-28"}""",
        ["Simulate"] = """{"date":"2026-02-28","customerIds":["acme"]}""",
        ["CompareSimulations"] = """{"left":{"date":"2026-01-31"},"right":{"date":"2026-02-28"}}""",
        ["Forecast"] = """{"from":"2026-03-01","to":"2026-05-31","groupBy":"package"}""",
        ["ReplayChargeRuns"] = """{"runIds":["0199a6d2c5b07f5e8a41b1f6f0a3c9d2"]}""",
        ["CreateKey"] = """{"name":"switch-1","role":"operator"}""",
        ["CreateWebhook"] = """
            {"url":"https://billing.example.com/hooks","events":["feature.requested"],
            "secret":"at least sixteen characters"}
            """,
        ["AcceptHead"] = """{"reason":"restored last night's backup"}""",
        ["Verify"] = """{"head":"s12.9f2c1e6a4b8d7035c1a2e3f4b5d697889f2c1e6a4b8d7035c1a2e3f4b5d69788"}""",
    };

    /// <summary>The body of an operation; null when it can be made from its schema.</summary>
    public static JsonNode? Of(string? operation, string contentType) => contentType.Split(';')[0] switch
    {
        "application/x-ndjson" => Bodies.GetValueOrDefault(operation ?? "")?.Trim('[', ']'),
        "multipart/form-data" when operation == "ReconcileInventory" =>
            new JsonObject { ["inventory"] = "did,customerId\n+12125550100,acme\n" },
        "multipart/form-data" when operation == "ReconcileSupplierBill" =>
            new JsonObject { ["supplierBill"] = "did,amount,currency\n+12125550100,0.80,USD\n" },
        "multipart/form-data" => new JsonObject { ["customers"] = "customerId,name\nacme,Acme Telecom\n" },
        _ => operation is not null && Bodies.TryGetValue(operation, out var body) ? JsonNode.Parse(body) : null,
    };
}
