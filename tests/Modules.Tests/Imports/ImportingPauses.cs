using PackageBilling.Modules.Tests.Billing;

namespace PackageBilling.Modules.Tests.Imports;

/// <summary>Pauses and opening balances from files.</summary>
public sealed class ImportingPauses
{
    [Fact]
    public async Task past_and_future_pauses_go_in_once_and_faults_are_named()
    {
        await using var node = await Node.Start();
        await node.Furnish();
        await node.Import("assignments",
            "assignmentId,customerId,packageId,startDate\na1,c1,line,2025-01-01\na2,c1,line,2025-01-01\n");
        const string file = """
            assignmentId,customerId,from,resumedOn
            a1,c1,2025-01-10,2025-01-20
            a1,c1,2025-02-01,
            a2,c1,2025-01-05,2025-01-06
            """;
        (await node.Import("pauses", file)).Rows.Added.ShouldBe(3);
        (await node.Import("pauses", file)).Rows.Known.ShouldBe(3);

        var faulty = await node.Import("pauses", """
            assignmentId,customerId,from,resumedOn
            a9,c1,2025-01-10,
            a1,c9,2025-01-10,
            a2,c1,2025-02-30,
            a2,c1,,
            a2,c1,2025-02-10,2025-02-10
            a2,c1,2024-12-31,
            a1,c1,2025-01-15,2025-01-18
            """);
        faulty.Faults.ShouldBe(
        [
            "2 assignmentId: there is no assignment a9", "3 customerId: there is no customer c9",
            "4 from: must be a date that exists, as yyyy-MM-dd", "5 from: is required",
            "6 resumedOn: must be after from",
            "7 from: must not be before 2025-01-01, the assignment's start",
            "8 from: the assignment is paused on that date already: from 2025-01-10 until it is resumed on 2025-01-20",
        ]);
    }

    [Fact]
    public async Task an_opening_balance_may_be_a_debt_and_a_payment_may_not()
    {
        await using var node = await Node.Start();
        await node.Furnish();
        var imported = await node.Import("payments", """
            reference,customerId,amount,kind
            brought,c1,-12.50,opening
            paid,c1,20,payment
            wrong,c1,-1,
            odd,c1,1,gift
            none,c1,0,opening
            """);
        imported.Faults.ShouldBe(
        [
            "4 amount: must be from 0 to 1000000000", "5 kind: must be payment or opening",
            "6 amount: must not be 0 and at most 1000000000 either way",
        ]);
    }
}
