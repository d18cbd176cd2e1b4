using static PackageBilling.Modules.Tests.Imports.Calls.CallFiles;

namespace PackageBilling.Modules.Tests.Imports.Calls;

/// <summary>Files of the same switch that differ by version and by how they were exported.</summary>
public sealed class OtherLayouts
{
    [Fact]
    public void an_older_export_of_didww_is_read() =>
        Text(Call("""
            Date/Time (UTC),Source,DID,Destination,Duration (secs),Disconnect Initiator,Disconnect Code,Response
            2017-06-26 01:11:42,34600000001,442079460001,sip:office@example.com,54,Origination,200,Bye
            """, CallMappings.OfPreset("didww"))).ShouldBe(
            "2 2017-06-26 01:11:42/34600000001/442079460001/sip:office@example.com  442079460001 442079460001 "
                + "2017-06-26T01:11:42Z 54 0.00");

    [Fact]
    public void an_export_of_cgrates_without_a_header_is_read() =>
        Text(Call("a1,*default,*voice,o1,*rated,cgrates.org,call,1001,1001,34600000001,"
            + "2025-01-07T08:42:20Z,2025-01-07T08:42:26Z,10s,1.01\n", CallMappings.OfPreset("cgrates")))
            .ShouldBe("1 a1 1001 1001 34600000001 2025-01-07T08:42:26Z 10 1.01");

    [Fact]
    public void a_table_acc_from_a_database_client_is_read()
    {
        var mapping = CallMappings.OfPreset("kamailio") with { TimeZone = "UTC" };
        Text(Call("""
            id	method	from_tag	to_tag	callid	sip_code	sip_reason	time	src_user	dst_user
            1	INVITE	a	b	c1	200	OK	2025-01-05 10:00:00	acme	0034600000001
            2	BYE	a	b	c1	200	OK	2025-01-05 10:01:00	\N	\N
            """, mapping)).ShouldBe("2 c1/a/b acme - 34600000001 2025-01-05T10:00:00Z 60 0.00");
    }

    [Fact]
    public void a_master_csv_without_unique_ids_is_read()
    {
        var mapping = new CallOptions("Europe/Madrid", "34", "acme", "9").In(CallMappings.OfPreset("asterisk"));
        Text(Call(
            "\"\",\"101\",\"600000001\",\"out\",\"\"\"A, B\"\" <101>\",\"SIP/101-1\",\"SIP/t-2\",\"Dial\",\"t,60\","
                + "\"2025-01-05 10:00:00\",\"2025-01-05 10:00:05\",\"2025-01-05 10:01:05\",65,60,\"ANSWERED\","
                + "\"DOCUMENTATION\"\n", mapping))
            .ShouldBe("1 /SIP/101-1/SIP/t-2/2025-01-05 10:00:00 acme 101 34600000001 2025-01-05T09:00:05Z 60 0.00");
    }

    [Fact]
    public void documents_of_kazoo_a_line_each_are_read() =>
        Text(Call("""
            {"_id":"202501-k1","call_id":"k1","call_direction":"inbound","to":"+34600000001@x","billing_seconds":"7",
            "timestamp":63903290400,"custom_channel_vars":{"account_id":"acme"}}
            """, CallMappings.OfPreset("kazoo"))).ShouldBe("1 k1 acme - 34600000001 2025-01-05T10:00:00Z 7 0.00");
}
