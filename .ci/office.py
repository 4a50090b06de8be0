"""Fills the blank workbook in LibreOffice as a person would, and saves it there as xlsx and ods."""

import os
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue

work = sys.argv[1]
pipe = f"cleardeck{os.getpid()}"
office = subprocess.Popen(
    ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{work}/profile", f"--accept=pipe,name={pipe};urp;"],
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)


def prop(name, value):
    item = PropertyValue()
    item.Name, item.Value = name, value
    return item


def connect():
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.5)
    raise SystemExit("LibreOffice did not start")


try:
    remote = connect()
    desktop = remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
    book = desktop.loadComponentFromURL(f"file://{work}/blank.xlsx", "_blank", 0, (prop("Hidden", True),))

    def sheet(name):
        return book.Sheets.getByName(name)

    def column(page, title):
        for place in range(300):
            if page.getCellByPosition(place, 0).String == title:
                return place
        raise SystemExit(f"no column {title}")

    def row_of(page, title):
        for place in range(200):
            if page.getCellByPosition(0, place).String == title:
                return place
        raise SystemExit(f"no row {title}")

    frame = book.CurrentController.Frame
    dispatcher = remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", remote)

    def enter(page, place, row, text):
        """Types text into a cell, as at the keyboard: it may become a number, a date or a formula."""
        book.CurrentController.setActiveSheet(page)
        book.CurrentController.select(page.getCellByPosition(place, row))
        dispatcher.executeDispatch(frame, ".uno:EnterString", "", 0, (prop("StringName", text),))

    def put(name, row, title, text):
        page = sheet(name)
        enter(page, column(page, title), row, text)

    def answer(name, title, text):
        page = sheet(name)
        enter(page, 1, row_of(page, title), text)

    answer("District", "Date of the audit", "2026-06-30")
    answer("District", "Name of the district", "Maple County Schools")
    answer("District", "Strategic plan", "yes")
    answer("District", "Students", "=4000+321")
    page = sheet("Drivers")
    enter(page, 2, row_of(page, "Coaching aligned"), "partly")
    for row, (name, grades, poverty) in enumerate([("Maple Elementary", "K-5", "62%"), ("Maple Middle", "6-8", "0.41")]):
        put("Schools", row + 2, "Name", name)
        put("Schools", row + 2, "Grades", grades)
        put("Schools", row + 2, "Share of students in poverty", poverty)
    put("Plan", 2, "Id", "G1")
    put("Plan", 2, "Goal", "Every child reads")
    put("Initiatives", 2, "Name", "Structured reading  ")
    put("Initiatives", 2, "Kind", "instructional-model")
    put("Initiatives", 2, "Goals served", "Every child reads")
    put("Initiatives", 2, "Schools by id", "all")
    put("Initiatives", 2, "Start", "2021-08-15")
    put("Initiatives", 2, "Fidelity", "86%")
    put("Initiatives", 2, "Cost a year", "=12*10000")
    put("Initiatives", 2, "Required of all schools", "no")
    put("Initiatives", 2, "Owner", "'=Director of literacy")
    put("Initiatives", 3, "Name", "Math labs")
    put("Initiatives", 3, "Kind", "student-support")
    put("Initiatives", 3, "Fidelity", "0.5 to 0.7")
    put("Initiatives", 3, "Start", "unsure")
    put("Initiatives", 3, "Affordable at scale", "x")
    put("Initiatives", 4, "Name", "Total")
    put("Initiatives", 4, "Cost a year", "=SUM(A1:A2)")
    put("Results", 2, "Initiative", "Structured reading")
    put("Results", 2, "School", "Maple Elementary")
    put("Results", 2, "School year", "2024-25")
    put("Results", 2, "Effect", "0.18")
    put("Results", 2, "Standard error", "0.06")
    put("Results", 2, "Comparison", "matched")
    page = sheet("Initiatives")
    page.Rows.getByIndex(3).IsVisible = False
    book.storeToURL(f"file://{work}/filled.xlsx", (prop("FilterName", "Calc MS Excel 2007 XML"),))
    book.storeToURL(f"file://{work}/filled.ods", (prop("FilterName", "calc8"),))
    book.close(True)
    try:
        desktop.terminate()
    except Exception:
        pass
finally:
    try:
        office.wait(timeout=30)
    except subprocess.TimeoutExpired:
        office.terminate()
