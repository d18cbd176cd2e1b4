using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>Files that are put into a folder are reconciled by themselves, once.</summary>
public sealed class ReconciliationFolderTests
{
    [Fact]
    public async Task a_file_of_the_folder_is_reconciled_once_and_a_broken_one_is_listed_and_tried_when_it_changes()
    {
        var folder = Directory.CreateDirectory(TestFolders.New("reconciled")).FullName;
        var database = await TestPostgres.NewDatabase();
        await Put("inventory-2025-03-10.csv", "did\n442079460001\n");
        await Put("supplier-bill-2025-02-01-2025-02-28.csv", "number;price\n442079460001;0,80\n");
        await Put("inventory-2025-02-30.csv", "did\n442079460001\n");
        await Put("notes.csv", "did\n442079460001\n");

        (await Listed(2)).ShouldBe(
        [
            "completed inventory inventory-2025-03-10.csv 2025-03-10 1 scheduler",
            "failed supplierBill supplier-bill-2025-02-01-2025-02-28.csv 2025-02-01 0 scheduler",
        ], ignoreOrder: true);
        // The same again, the bill with what it lacked, and the next day's inventory, which is the same.
        await Put("mapping.json", """
            { "decimalComma": true, "files": { "supplierBill": { "columns": { "did": "did", "amount": "amount" },
                "fixed": { "currency": "USD" } } } }
            """);
        await Put("supplier-bill-2025-02-01-2025-02-28.csv", "did;amount\n442079460001;0,85\n");
        await Put("inventory-2025-03-11.csv", "did\n442079460001\n");

        (await Listed(4)).ShouldBe(
        [
            "completed inventory inventory-2025-03-10.csv 2025-03-10 1 scheduler",
            "failed supplierBill supplier-bill-2025-02-01-2025-02-28.csv 2025-02-01 0 scheduler",
            "completed inventory inventory-2025-03-11.csv 2025-03-11 1 scheduler",
            "completed supplierBill supplier-bill-2025-02-01-2025-02-28.csv 2025-02-01 1 scheduler",
        ], ignoreOrder: true);
        // A node that starts later knows them all.
        await Put("inventory-2025-03-12.csv", "did\n442079460001\n");
        (await Listed(5)).Count.ShouldBe(5);
        TestFolders.Remove(folder);

        async Task Put(string name, string text)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text);
            File.SetLastWriteTimeUtc(Path.Combine(folder, name), DateTime.UtcNow.AddHours(-1));
        }

        async Task<List<string>> Listed(int count)
        {
            await using var node = await TestHost.Start(
                database, ("Scheduler:Enabled", "true"), ("Reconciliation:Folder", folder));
            using var api = new Api(node.Address, TestHost.AdminKey);
            JsonArray items = [];
            await Eventually.True(async () =>
            {
                items = (await api.Must("GET", "/api/reconciliations"))!["items"]!.AsArray();
                return items.Count >= count;
            }, "the files of the folder are reconciled");
            if (items.FirstOrDefault(one => one!["status"]!.GetValue<string>() == "failed") is { } failed)
                failed["error"]!.GetValue<string>().ShouldStartWith("supplierBill: ");
            return [.. items.Select(one => $"{one!["status"]} {one["kind"]} {one["file"]} {one["from"]} "
                + $"{one["read"]} {one["actor"]}")];
        }
    }
}
